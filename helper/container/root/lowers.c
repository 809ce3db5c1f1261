/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lower layers. */
#include "helper/container/root/lowers.h"

#include "helper/common/mounts.h"

#include <errno.h>
#include <sys/mount.h>

void lowers_done(Lowers *lowers)
{
        for (size_t i = 0; i < lowers->n; i++)
                closep(lowers->fds + i);
        lowers->n = 0;
}

int lowers_add(Lowers *lowers, int fd)
{
        if (lowers->n == LOWERS_MAX) {
                close(fd);
                return -E2BIG;
        }
        lowers->fds[lowers->n++] = fd;
        return 0;
}

int lowers_map(Lowers *lowers, int userns_fd)
{
        for (size_t i = 0; i < lowers->n; i++) {
                int fd = mount_clone_mapped(lowers->fds[i], "", false, 0, MS_PRIVATE, userns_fd);
                if (fd < 0)
                        return fd;
                close(lowers->fds[i]);
                lowers->fds[i] = fd;
        }
        return 0;
}

int lowers_attach(const Lowers *lowers, int dir_fd, const char *name)
{
        int r = mount_attach_at(lowers->fds[0], dir_fd, name);
        for (size_t i = 1; i < lowers->n && r == 0; i++)
                r = mount_attach(lowers->fds[i], lowers->fds[i - 1]);
        return r;
}

int lowers_write(const Lowers *lowers, StrBuf *ret)
{
        for (size_t i = lowers->n; i-- > 0;)
                strbuf_addf(ret, "%s/proc/self/fd/%d", i + 1 == lowers->n ? "lowerdir=" : ":",
                            lowers->fds[i]);
        return ret->oom ? -ENOMEM : 0;
}
