/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bare-filter: writes the filter for system calls that a container of ours has by default, as the kernel
 * takes it: the one that bubblewrap gets. */
#include "helper/container/filter/filter.h"

#include <linux/capability.h>
#include <stdio.h>

#define BIT(capability) (1ULL << (capability))

int main(void)
{
        static const unsigned long long capabilities =
                BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FSETID) | BIT(CAP_FOWNER) | BIT(CAP_SETGID) |
                BIT(CAP_SETUID) | BIT(CAP_SETFCAP) | BIT(CAP_SETPCAP) | BIT(CAP_NET_BIND_SERVICE) |
                BIT(CAP_SYS_CHROOT) | BIT(CAP_KILL);
        Filter filter;
        if (filter_make(&filter_builtin, capabilities, &socket_families_default, &filter) < 0 ||
            fwrite(filter.instructions, sizeof *filter.instructions, filter.n, stdout) != filter.n ||
            fflush(stdout) != 0)
                return 1;
        return 0;
}
