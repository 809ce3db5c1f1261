/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* capget(2), capset(2) and the prctl(2) calls around them; libcap would cost more than it does. */
#include "helper/container/privilege/capability.h"

#include "helper/common/syscalls.h"

#include <errno.h>
#include <sys/prctl.h>

#define BIT(n) (UINT64_C(1) << (n))

const uint64_t capability_default = BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) |
                                    BIT(CAP_FSETID) | BIT(CAP_KILL) | BIT(CAP_SETGID) | BIT(CAP_SETUID) |
                                    BIT(CAP_SETPCAP) | BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SYS_CHROOT) |
                                    BIT(CAP_SETFCAP);

int capability_bound(uint64_t bounding, uint64_t keep)
{
        for (unsigned n = 0; n < 64; n++)
                if ((bounding & ~keep & BIT(n)) && prctl(PR_CAPBSET_DROP, n, 0, 0, 0) < 0)
                        return -errno;
        int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
        if (bits > 0 && prctl(PR_SET_SECUREBITS, 0, 0, 0, 0) == 0)
                bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
        return bits < 0 ? -errno : bits > 0 ? -EPERM : 0;
}

int capability_set(uint64_t set)
{
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
                {.effective = (uint32_t)set, .permitted = (uint32_t)set},
                {.effective = (uint32_t)(set >> 32), .permitted = (uint32_t)(set >> 32)},
        };
        return sys_capset(&header, data) < 0 || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0
                       ? -errno
                       : 0;
}
