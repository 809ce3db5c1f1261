/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* capget(2), capset(2) and the prctl(2) calls around them; libcap would cost more than it does. */
#include "helper/container/privilege/capability.h"

#include "helper/common/syscalls.h"

#include <errno.h>
#include <sys/prctl.h>

#define CAPABILITIES_MAX 64
#define BIT(n)           (UINT64_C(1) << (n))

/* All that the kernel has: those of BOUNDING and below, and what it answers for beyond. */
static int known_capabilities(uint64_t bounding, uint64_t *ret)
{
        unsigned n = bounding ? CAPABILITIES_MAX - (unsigned)__builtin_clzll(bounding) : 0;
        while (n < CAPABILITIES_MAX && prctl(PR_CAPBSET_READ, n, 0, 0, 0) >= 0)
                n++;
        if (n < CAPABILITIES_MAX && errno != EINVAL)
                return -errno;
        *ret = n == CAPABILITIES_MAX ? UINT64_MAX : BIT(n) - 1;
        return 0;
}

int capability_resolve(const CapabilitySet *set, uint64_t bounding, uint64_t *ret, uint64_t *ret_missing)
{
        uint64_t bits = set->bits;
        if (set->all_but) {
                uint64_t known;
                int r = known_capabilities(bounding, &known);
                if (r < 0)
                        return r;
                bits = known & ~set->bits;
        }
        *ret = bits;
        *ret_missing = bits & ~bounding;
        return 0;
}

int capability_get(uint64_t *ret)
{
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
        if (sys_capget(&header, data) < 0)
                return -errno;
        *ret = (uint64_t)data[1].permitted << 32 | data[0].permitted;
        return 0;
}

int capability_bound(uint64_t bounding, uint64_t keep)
{
        for (unsigned n = 0; n < CAPABILITIES_MAX; n++)
                if ((bounding & ~keep & BIT(n)) && prctl(PR_CAPBSET_DROP, n, 0, 0, 0) < 0)
                        return -errno;
        int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
        if (bits > 0 && prctl(PR_SET_SECUREBITS, 0, 0, 0, 0) == 0)
                bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
        return bits < 0 ? -errno : bits > 0 ? -EPERM : 0;
}

int capability_set(uint64_t set, uint64_t inherited)
{
        const uint32_t low = (uint32_t)set, high = (uint32_t)(set >> 32);
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
                {.effective = low, .permitted = low, .inheritable = (uint32_t)inherited},
                {.effective = high, .permitted = high, .inheritable = (uint32_t)(inherited >> 32)},
        };
        if (sys_capset(&header, data) < 0 || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
                return -errno;
        for (unsigned n = 0; n < CAPABILITIES_MAX; n++)
                if ((inherited & BIT(n)) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, n, 0, 0) < 0)
                        return -errno;
        return 0;
}
