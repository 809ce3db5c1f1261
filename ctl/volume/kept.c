/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/volume/kept.h"

#include "core/contract/contract.h"
#include "core/contract/localvolume.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int open_top(void)
{
        int fd = open(COSLICE_VOLUMES_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* An IoEach. One whose data isn't there yet, or no more, is none. */
static int add_one(void *context, int dir_fd, const char *name, bool folder)
{
        _cleanup_free_ char *data = string_printf("%s/" LOCAL_DATA, name);
        if (!data)
                return -ENOMEM;
        return folder && localvolume_name_is_valid(name) &&
                               faccessat(dir_fd, data, F_OK, AT_SYMLINK_NOFOLLOW) == 0
                       ? strvec_add(context, name)
                       : 0;
}

int kept_list(StrVec *ret)
{
        _cleanup_close_ int top = open_top();
        int r = top == -ENOENT ? 0 : top < 0 ? top : io_each(top, add_one, ret);
        if (r == 0)
                strvec_sort(ret);
        return r;
}

int kept_open(const char *name, int *ret_folder, int *ret_lock)
{
        _cleanup_close_ int top = open_top();
        if (top < 0)
                return top == -ENOENT ? 1 : top;
        _cleanup_close_ int folder = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder < 0)
                return errno == ENOENT ? 1 : -errno;
        int lock = io_open_lock(folder, LOCAL_LOCK, LOCK_EX);
        if (lock < 0)
                return lock;
        *ret_folder = TAKE_FD(folder);
        *ret_lock = lock;
        return 0;
}

int kept_remove(const char *name, int folder_fd)
{
        _cleanup_close_ int top = open_top();
        int r = top < 0 ? top : io_remove_tree(folder_fd, LOCAL_NEW);
        if (r < 0)
                return r;
        if (renameat(folder_fd, LOCAL_DATA, folder_fd, LOCAL_NEW) < 0 && errno != ENOENT)
                return -errno;
        r = io_remove_tree(folder_fd, LOCAL_NEW);
        return r < 0 ? r : io_remove_tree(top, name);
}
