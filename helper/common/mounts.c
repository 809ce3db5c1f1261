/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mounts by descriptor. */
#include "helper/common/mounts.h"

#include "helper/common/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

/* One option, written over at its "=". */
static int set_option(int fs_fd, char *option)
{
        char *value = strchr(option, '=');
        if (value)
                *value++ = '\0';
        int r = value ? sys_fsconfig(fs_fd, FSCONFIG_SET_STRING, option, value, 0)
                      : sys_fsconfig(fs_fd, FSCONFIG_SET_FLAG, option, NULL, 0);
        return r < 0 ? -errno : 0;
}

/* What the file system logged about its failure: lines "e text". */
static void read_why(int fs_fd, char *ret_why)
{
        char line[MOUNT_WHY_MAX];
        ssize_t n = read(fs_fd, line, sizeof line - 1);
        if (n <= 2)
                return;
        line[n] = '\0';
        line[strcspn(line, "\n")] = '\0';
        memcpy(ret_why, line + 2, strlen(line + 2) + 1);
}

static int create(int fs_fd, const char *type, const char *options, uint64_t attributes)
{
        _cleanup_free_ char *copy = options ? strdup(options) : NULL;
        char *rest = copy;
        if (options && !copy)
                return -ENOMEM;
        while (rest) {
                int r = set_option(fs_fd, strsep(&rest, ","));
                if (r < 0)
                        return r;
        }
        /* Where mount tables and df show a device. */
        if (sys_fsconfig(fs_fd, FSCONFIG_SET_STRING, "source", type, 0) < 0 ||
            sys_fsconfig(fs_fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
                return -errno;
        int fd = sys_fsmount(fs_fd, (unsigned)attributes);
        return fd < 0 ? -errno : fd;
}

int mount_new(const char *type, const char *options, uint64_t attributes, char *ret_why)
{
        *ret_why = '\0';
        _cleanup_close_ int fs_fd = sys_fsopen(type);
        if (fs_fd < 0)
                return -errno;
        int fd = create(fs_fd, type, options, attributes);
        if (fd < 0)
                read_why(fs_fd, ret_why);
        return fd;
}

static int clone(int dir_fd, const char *path, bool recursive, struct mount_attr *attr)
{
        unsigned below = recursive ? AT_RECURSIVE : 0;
        _cleanup_close_ int fd =
                sys_open_tree(dir_fd, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | below);
        if (fd < 0)
                return -errno;
        if (sys_mount_setattr(fd, "", AT_EMPTY_PATH | below, attr) < 0)
                return -errno;
        return TAKE_FD(fd);
}

int mount_clone(int dir_fd, const char *path, bool recursive, uint64_t attributes, uint64_t propagation)
{
        struct mount_attr attr = {.attr_set = attributes, .propagation = propagation};
        return clone(dir_fd, path, recursive, &attr);
}

int mount_clone_mapped(int dir_fd, const char *path, bool recursive, uint64_t attributes,
                       uint64_t propagation, int userns_fd)
{
        struct mount_attr attr = {.attr_set = attributes | MOUNT_ATTR_IDMAP,
                                  .propagation = propagation,
                                  .userns_fd = (uint64_t)userns_fd};
        return clone(dir_fd, path, recursive, &attr);
}

int mount_attach(int mount_fd, int target_fd)
{
        return mount_attach_at(mount_fd, target_fd, "");
}

int mount_attach_at(int mount_fd, int dir_fd, const char *name)
{
        return sys_move_mount(mount_fd, dir_fd, name) < 0 ? -errno : 0;
}

#define OPTIONS_MAX 4096 /* of mount(2): the smallest page */

/* The magic link of a descriptor leads to what was opened, whatever its path is meanwhile. */
#define LINK_SIZE 32

static const char *link_of(int fd, char *ret)
{
        snprintf(ret, LINK_SIZE, "/proc/self/fd/%d", fd);
        return ret;
}

static unsigned long flags_of(uint64_t attributes)
{
        return (attributes & MOUNT_ATTR_RDONLY ? MS_RDONLY : 0) |
               (attributes & MOUNT_ATTR_NOSUID ? MS_NOSUID : 0) |
               (attributes & MOUNT_ATTR_NODEV ? MS_NODEV : 0) |
               (attributes & MOUNT_ATTR_NOEXEC ? MS_NOEXEC : 0);
}

int mount_new_over(const char *type, const char *options, uint64_t attributes, int target_fd)
{
        char target[LINK_SIZE];
        /* Of more the kernel reads the beginning. */
        if (options && strlen(options) >= OPTIONS_MAX)
                return -E2BIG;
        /* The type where mount tables and df show a device. */
        return sys_mount(type, link_of(target_fd, target), type, flags_of(attributes), options) < 0 ? -errno
                                                                                                    : 0;
}

int mount_bind_over(int fd, int target_fd)
{
        char source[LINK_SIZE], target[LINK_SIZE];
        return sys_mount(link_of(fd, source), link_of(target_fd, target), NULL, MS_BIND, NULL) < 0 ? -errno
                                                                                                   : 0;
}

int mount_restrict(int dir_fd, const char *name, uint64_t attributes)
{
        struct mount_attr attr = {.attr_set = attributes};
        return sys_mount_setattr(dir_fd, name, AT_SYMLINK_NOFOLLOW, &attr) < 0 ? -errno : 0;
}

int mount_check(int mount_fd, int place_fd, uint64_t attributes)
{
        static const struct {
                uint64_t attribute;
                unsigned long flag;
        } flags[] = {{MOUNT_ATTR_RDONLY, ST_RDONLY},
                     {MOUNT_ATTR_NOSUID, ST_NOSUID},
                     {MOUNT_ATTR_NODEV, ST_NODEV},
                     {MOUNT_ATTR_NOEXEC, ST_NOEXEC}};
        struct statx mount, place;
        struct statfs fs;
        if (statx(mount_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &mount) < 0 ||
            statx(place_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &place) < 0 || fstatfs(place_fd, &fs) < 0)
                return -errno;
        if (mount.stx_mnt_id != place.stx_mnt_id)
                return -ESTALE;
        for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
                if ((attributes & flags[i].attribute) && !((unsigned long)fs.f_flags & flags[i].flag))
                        return -EPERM;
        return 0;
}

int mount_propagation(const char *path, bool recursive, uint64_t propagation)
{
        struct mount_attr attr = {.propagation = propagation};
        return sys_mount_setattr(AT_FDCWD, path, recursive ? AT_RECURSIVE : 0, &attr) < 0 ? -errno : 0;
}

int mount_strip_namespace(const char *place, const char *options, uint64_t attributes)
{
        char why[MOUNT_WHY_MAX];
        int r = mount_propagation("/", true, MS_PRIVATE);
        if (r < 0)
                return r;
        _cleanup_close_ int root = mount_new("tmpfs", options, attributes, why);
        _cleanup_close_ int over = open(place, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (root < 0 || over < 0)
                return root < 0 ? root : -errno;
        r = mount_attach(root, over);
        if (r < 0)
                return r;
        if (fchdir(root) < 0 || sys_pivot_root(".", ".") < 0 || sys_umount2(".", MNT_DETACH) < 0)
                return -errno;
        return 0;
}

int mount_has_type(int fd, uint64_t type)
{
        struct statfs fs;
        if (fstatfs(fd, &fs) < 0)
                return -errno;
        return (uint64_t)fs.f_type == type ? 0 : -EBADF;
}

bool mount_is_type(int fd, uint64_t type)
{
        return mount_has_type(fd, type) == 0;
}
