/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Small text files of somebody else's, read with a limit and without waiting: a pipe or a device in their
 * place is an error. */
#pragma once

#include <stddef.h>

/* Flags to open one with. */
#define TEXTFILE_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* Reads FD to its end, NUL-terminated in RET. 0; -EINVAL if it is no regular file, -EFBIG above MAX bytes, or
 * -errno. */
int textfile_read(int fd, size_t max, char **ret, size_t *ret_size);

/* Reads the file of the kernel's at PATH, as openat(2) finds it: as much as RET holds, NUL-terminated. 0 or
 * -errno. */
int textfile_read_kernels(int dir_fd, const char *path, char *ret, size_t size);
