/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening what the administrator named. */
#include "helper/container/root/hostpath.h"

#include "helper/common/rootfd.h"
#include "helper/container/root/whynot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static const char *topmost(const StrVec *untrusted, const char *path)
{
        const char *found = NULL;
        for (size_t i = 0; i < untrusted->n; i++) {
                const char *dir = untrusted->items[i], *rest = string_after(path, dir);
                if (rest && *rest == '/' && (!found || strlen(dir) < strlen(found)))
                        found = dir;
        }
        return found;
}

int hostpath_open(const StrVec *untrusted, const char *path, int flags)
{
        const char *dir = topmost(untrusted, path);
        _cleanup_close_ int fd =
                open(dir ? dir : path, dir ? O_PATH | O_DIRECTORY | O_CLOEXEC : flags | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        return dir ? rootfd_open(fd, path + strlen(dir) + 1, flags, LINKS_BENEATH) : TAKE_FD(fd);
}

bool hostpath_is_untrusted(const StrVec *untrusted, const char *path)
{
        return topmost(untrusted, path) != NULL;
}

bool hostpath_why(int error, const char *path, char *ret, size_t size)
{
        if (error == -EXDEV)
                snprintf(ret, size, "a link in it leads out of a directory that containers can write");
        return error == -EXDEV || (error == -ENOENT && whynot_link(path, ret, size));
}
