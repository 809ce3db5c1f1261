/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capabilities by name. */
#include "generator/types/capabilities.h"

#include "core/base/strbuf.h"
#include "core/base/suggest.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/capability.h>

#define PREFIX   "CAP_"
#define NAME_MAX 32 /* bytes; libcap's longest has 22 */

/* What of WORD follows "CAP_", in any case. */
static const char *bare(const char *word)
{
        return strncasecmp(word, PREFIX, strlen(PREFIX)) == 0 ? word + strlen(PREFIX) : word;
}

int capability_from_name(const char *word)
{
        static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
        cap_value_t number;
        const char *name = bare(word);
        _cleanup_free_ char *whole = NULL;
        if (strcasecmp(word, "all") == 0)
                return CAPABILITY_ALL;
        /* libcap would take a number too, and a name with more behind it. */
        if (strlen(name) > NAME_MAX || strspn(name, letters) != strlen(name))
                return -EINVAL;
        whole = string_printf(PREFIX "%s", name);
        if (!whole || cap_from_name(whole, &number) < 0 || number < 0 || number >= CAPABILITY_ALL)
                return -EINVAL;
        return number;
}

int capability_to_name(unsigned n, char **ret)
{
        char *text = cap_to_name((cap_value_t)n);
        int r = 0;
        if (!text)
                return -ENOMEM;
        if (strncasecmp(text, PREFIX, strlen(PREFIX)) != 0) {
                r = -EINVAL; /* that is the number again */
        } else {
                *ret = strdup(bare(text));
                for (char *p = *ret; p && *p; p++)
                        *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
                r = *ret ? 0 : -ENOMEM;
        }
        cap_free(text);
        return r;
}

int capability_suggest(const char *word, char **ret)
{
        _cleanup_strvec_ StrVec names = {};
        int r = strvec_add(&names, "all");
        for (unsigned n = 0; n < CAPABILITY_ALL && r == 0; n++) {
                char *name = NULL;
                r = capability_to_name(n, &name);
                if (r == 0)
                        r = strvec_take(&names, name);
        }
        if (r == -ENOMEM)
                return r;
        const char *meant = suggest(bare(word), (const char *const *)names.items, names.n);
        *ret = meant ? strdup(meant) : NULL;
        return meant && !*ret ? -ENOMEM : 0;
}

bool capability_is_of_network(unsigned n)
{
        return n == CAP_NET_ADMIN || n == CAP_NET_RAW || n == CAP_NET_BIND_SERVICE;
}

bool capability_is_of_host(unsigned n)
{
        /* Each is asked for by capable() alone, or of a process namespace, which stays the host's. SYSLOG,
         * BPF and PERFMON are not among them: filters open system calls with these that may be free
         * otherwise. */
        static const cap_value_t of_host[] = {
                CAP_LINUX_IMMUTABLE, CAP_NET_BROADCAST, CAP_SYS_MODULE,     CAP_SYS_RAWIO, CAP_SYS_PACCT,
                CAP_SYS_BOOT,        CAP_SYS_TIME,      CAP_SYS_TTY_CONFIG, CAP_MKNOD,     CAP_LEASE,
                CAP_AUDIT_WRITE,     CAP_AUDIT_CONTROL, CAP_MAC_OVERRIDE,   CAP_MAC_ADMIN, CAP_WAKE_ALARM,
                CAP_BLOCK_SUSPEND,   CAP_AUDIT_READ,
        };
        for (size_t i = 0; i < ARRAY_SIZE(of_host); i++)
                if ((unsigned)of_host[i] == n)
                        return true;
        return false;
}
