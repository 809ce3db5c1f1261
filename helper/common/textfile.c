/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limited reading. */
#include "helper/common/textfile.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

int textfile_read(int fd, size_t max, char **ret, size_t *ret_size)
{
        struct stat st;
        size_t size = 0, space;
        if (fstat(fd, &st) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode))
                return -EINVAL;
        if (st.st_size < 0 || (size_t)st.st_size > max)
                return -EFBIG;
        space = (size_t)st.st_size + 1; /* one more, to see whether it has grown */
        _cleanup_free_ char *text = malloc(space + 1);
        if (!text)
                return -ENOMEM;
        for (;;) {
                ssize_t n = read(fd, text + size, space - size);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                if (n == 0)
                        break;
                size += (size_t)n;
                if (size == space)
                        return -EFBIG;
        }
        text[size] = '\0';
        *ret = TAKE_PTR(text);
        *ret_size = size;
        return 0;
}

int textfile_read_kernels(int dir_fd, const char *path, char *ret, size_t size)
{
        _cleanup_close_ int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        for (size_t n = 0;;) {
                ssize_t more = read(fd, ret + n, size - 1 - n);
                if (more < 0)
                        return -errno;
                n += (size_t)more;
                ret[n] = '\0';
                if (more == 0 || n == size - 1)
                        return 0;
        }
}
