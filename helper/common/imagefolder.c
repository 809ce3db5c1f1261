/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/imagefolder.h"

#include "core/base/cleanup.h"
#include "core/contract/imagestore.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static int check(const struct stat *st)
{
        return st->st_uid == 0 && !(st->st_mode & (S_IWGRP | S_IWOTH)) ? 0 : -EPERM;
}

int image_folder_check(int fd)
{
        struct stat st;
        return fstat(fd, &st) < 0 ? -errno : check(&st);
}

int image_folder_check_at(int dir_fd, const char *name)
{
        struct stat st;
        if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return -errno;
        return S_ISLNK(st.st_mode) ? -ELOOP : check(&st);
}

int image_folder_open(int dir_fd, const char *path)
{
        _cleanup_close_ int fd = openat(dir_fd, path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        int r = image_folder_check(fd);
        return r < 0 ? r : TAKE_FD(fd);
}

int image_folder_read_link(int dir_fd, const char *path, const char *prefix, char *ret)
{
        char text[IMAGE_LINK_SPACE + 1]; /* one more, to see that there is more */
        ssize_t n = readlinkat(dir_fd, path, text, sizeof text - 1);
        if (n < 0)
                return errno == EINVAL ? -EBADMSG : -errno;
        text[n] = '\0';
        const char *hex = image_link_hex(text, prefix);
        if (!hex)
                return -EBADMSG;
        memcpy(ret, hex, IMAGE_HEX_SPACE);
        return 0;
}
