/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders of a test's own. */
#pragma once

#include "core/base/strbuf.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>

/* Removes the folder PATH, "/tmp/NAME" of mkdtemp(3). By /tmp itself: it may be a mount, and what lies in
 * another one than the folder that it is named from is left alone. 0 or -errno. */
static inline int remove_folder(const char *path)
{
        const char *name = string_after(path, "/tmp/");
        _cleanup_close_ int fd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return !name ? -EINVAL : fd < 0 ? -errno : io_remove_tree(fd, name);
}
