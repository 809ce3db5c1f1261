/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nodes, links, directories and files. */
#include "core/io/io.h"
#include "helper/common/rootfd.h"
#include "helper/common/textfile.h"
#include "helper/container/root/apply-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

int apply_node(const Operation *operation, Stage *stage, char *why)
{
        const char *name;
        struct stat st;
        int dir = stage_parent(stage, operation->target, LINKS_REFUSED, &name);
        if (dir < 0)
                return dir;
        if (mknodat(dir, name, S_IFCHR | operation->mode, operation->device) < 0 ||
            fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return -errno;
        return st.st_mode == (S_IFCHR | operation->mode) && st.st_rdev == operation->device ? 0 : -ENODEV;
}

int apply_symlink(const Operation *operation, Stage *stage, char *why)
{
        const char *name;
        int dir = stage_parent(stage, operation->target, LINKS_REFUSED, &name);
        if (dir < 0)
                return dir;
        return symlinkat(operation->source, dir, name) < 0 ? -errno : 0;
}

int apply_directory(const Operation *operation, Stage *stage, char *why)
{
        bool made;
        _cleanup_close_ int fd =
                rootfd_make_new(stage->root_fd, operation->target, operation->mode, LINKS_INSIDE, &made);
        return fd < 0 ? fd : made ? stage_keep_made(stage, TAKE_FD(fd), false) : 0;
}

/* The SIZE bytes at TEXT take the place of what is at the target. */
static int write_file(const Operation *operation, Stage *stage, const char *text, size_t size, char *why)
{
        const char *name;
        int dir = stage_parent(stage, operation->target, LINKS_INSIDE, &name);
        if (dir < 0)
                return dir;
        int r = stage_in_kernel(stage, dir);
        if (r != 0)
                return r < 0 ? r : say(why, "its directory leads into /proc, /sys or /dev");
        /* A link of the image goes: what it points at is not ours to write. */
        if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
                return -errno;
        return io_write_file(dir, name, text, size, operation->mode);
}

int apply_file(const Operation *operation, Stage *stage, char *why)
{
        return write_file(operation, stage, operation->source, strlen(operation->source), why);
}

#define TIMEZONE_MAX   65536  /* bytes; the largest have some thousand */
#define TIMEZONE_BEGIN "TZif" /* tzfile(5) */

/* A copy: a mount would need a place that is no link. */
int apply_timezone(const Operation *operation, Stage *stage, char *why)
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = open(operation->source, TEXTFILE_FLAGS);
        if (fd < 0 && errno == ENOENT)
                return say(why, "the host has no such file (zones are in the package tzdata)");
        if (fd < 0)
                return -errno;
        int r = textfile_read(fd, TIMEZONE_MAX, &text, &size);
        if (r == -EINVAL || (r == 0 && !string_after(text, TIMEZONE_BEGIN)))
                return say(why, "that is no time zone");
        return r < 0 ? r : write_file(operation, stage, text, size, why);
}
