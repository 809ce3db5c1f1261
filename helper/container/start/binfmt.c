/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file system of binfmt_misc. */
#include "helper/container/start/binfmt.h"

#include "core/io/io.h"
#include "helper/common/mounts.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>

#define BINFMT_DIR "/proc/sys/fs/binfmt_misc"

static int is_format(void *context, int dir_fd, const char *name, bool folder)
{
        return strcmp(name, "register") != 0 && strcmp(name, "status") != 0;
}

bool binfmt_has_formats(void)
{
        /* O_PATH: where systemd has an automount, and nobody has registered anything yet, it stays so. */
        _cleanup_close_ int fd = open(BINFMT_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
        return fd >= 0 && mount_is_type(fd, BINFMTFS_MAGIC) && io_each(fd, is_format, NULL) > 0;
}
