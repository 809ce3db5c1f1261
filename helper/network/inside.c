/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/inside.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>

int inside_run(int net_fd, int (*work)(void *context), void *context)
{
        _cleanup_close_ int back = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
        if (back < 0 || setns(net_fd, CLONE_NEWNET) < 0)
                return -errno;
        int r = work(context);
        return setns(back, CLONE_NEWNET) < 0 ? -EXDEV : r;
}
