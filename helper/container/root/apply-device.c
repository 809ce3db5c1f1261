/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of the host. Its /dev is root's, so links there are followed; and nothing is opened but by O_PATH,
 * since opening a device may do something. What systemd doesn't allow the container by DeviceAllow= can't be
 * opened by a node either, whatever became of the path in the meantime. */
#include "core/io/io.h"
#include "helper/common/rootfd.h"
#include "helper/container/root/apply-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 8 /* of directories; /dev/bus/usb has two */

static bool is_device(const struct stat *st)
{
        return S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode);
}

/* A node like LIKE, which will be the user's. */
static int make_node(const Operation *operation, Stage *stage, int dir_fd, const char *name,
                     const struct stat *like)
{
        mode_t mode = (like->st_mode & S_IFMT) | operation->mode;
        struct stat st;
        if (mknodat(dir_fd, name, mode, like->st_rdev) < 0)
                return -errno;
        _cleanup_close_ int fd = openat(dir_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0)
                return -errno;
        if (st.st_mode != mode || st.st_rdev != like->st_rdev)
                return -ENODEV;
        return stage_keep_node(stage, TAKE_FD(fd), operation);
}

/* A directory that is walked. */
typedef struct Walk {
        const Operation *operation;
        Stage *stage;
        const char *path; /* in the container */
        int dir_fd;       /* that */
        unsigned depth;
} Walk;

static int make_below(const Walk *walk, int from_fd);

static int make_link(const Walk *walk, int from_fd, const char *name)
{
        char target[PATH_MAX];
        ssize_t n = readlinkat(from_fd, name, target, sizeof target);
        if (n < 0)
                return errno == ENOENT ? 0 : -errno;
        if ((size_t)n == sizeof target)
                return -ENAMETOOLONG;
        target[n] = '\0';
        return symlinkat(target, walk->dir_fd, name) < 0 ? -errno : 0;
}

/* What vanishes in the meantime is not there. */
static int make_entry(void *context, int from_fd, const char *name, bool folder)
{
        const Walk *walk = context;
        char path[PATH_MAX];
        struct stat st;
        if (fstatat(from_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return errno == ENOENT ? 0 : -errno;
        if (is_device(&st))
                return make_node(walk->operation, walk->stage, walk->dir_fd, name, &st);
        if (S_ISLNK(st.st_mode))
                return make_link(walk, from_fd, name);
        if (!S_ISDIR(st.st_mode))
                return 0;
        if (snprintf(path, sizeof path, "%s/%s", walk->path, name) >= (int)sizeof path)
                return -ENAMETOOLONG;
        _cleanup_close_ int fd = openat(from_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? 0 : -errno;
        Walk below = {walk->operation, walk->stage, path, -1, walk->depth + 1};
        return make_below(&below, fd);
}

static int make_below(const Walk *walk, int from_fd)
{
        Walk inside = *walk;
        if (walk->depth > DEPTH_MAX)
                return -ELOOP;
        _cleanup_close_ int dir =
                rootfd_make_directory(walk->stage->root_fd, walk->path, 0755, LINKS_REFUSED);
        if (dir < 0)
                return dir;
        inside.dir_fd = dir;
        return io_each(from_fd, make_entry, &inside);
}

/* Whether the group has the ids that OPERATION says. */
static bool has_owners(const Operation *operation, const GroupIds *ids)
{
        return (!(operation->owners & OWNER_UID) || groupids_uid(ids, operation->uid) != (uid_t)-1) &&
               (!(operation->owners & OWNER_GID) || groupids_gid(ids, operation->gid) != (gid_t)-1);
}

int apply_device(const Operation *operation, Stage *stage, char *why)
{
        const char *name;
        struct stat st;
        if (!has_owners(operation, stage->ids))
                return say(why, "the group's user namespace has ids up to 65535");
        _cleanup_close_ int from = open(operation->source, O_PATH | O_CLOEXEC);
        if (from < 0 && errno == ENOENT)
                return operation->optional
                               ? 0
                               : say(why,
                                     "the host has no such device; with \"-\" before it it may be absent");
        if (from < 0 || fstat(from, &st) < 0)
                return -errno;
        if (S_ISDIR(st.st_mode) && operation->directory) {
                const Walk walk = {operation, stage, operation->target, -1, 0};
                return make_below(&walk, from);
        }
        if (S_ISDIR(st.st_mode))
                return say(why, "it is a directory: name the nodes");
        if (!is_device(&st))
                return say(why, "it is no device");
        int dir = stage_parent(stage, operation->target, LINKS_REFUSED, &name);
        return dir < 0 ? dir : make_node(operation, stage, dir, name, &st);
}
