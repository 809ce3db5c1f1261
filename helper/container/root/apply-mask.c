/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of /proc and /sys a container doesn't see, or may not change. */
#include "helper/common/rootfd.h"
#include "helper/common/syscalls.h"
#include "helper/container/root/apply-internal.h"
#include "helper/container/root/mounted.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define EMPTY_ATTRIBUTES (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* The container's own /dev/null, which must be that: a mask that is something else shows what it should hide
 * (CVE-2025-31133). Looked at once: nobody else is here. */
static int open_null(Stage *stage)
{
        struct stat st;
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, "/dev/null", O_PATH | O_NOFOLLOW, LINKS_REFUSED);
        if (fd < 0)
                return fd;
        if (fstat(fd, &st) < 0)
                return -errno;
        if (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(1, 3))
                return -ENODEV;
        stage->null = (StageMask){TAKE_FD(fd), st.st_dev};
        return 0;
}

static int mask_file(Stage *stage, int target)
{
        int r = stage->null.fd < 0 ? open_null(stage) : 0;
        return r < 0 ? r : mount_bind_over(stage->null.fd, target);
}

/* One empty file system serves all directories: the first mask is it, the others show it too. */
static int mask_directory(Stage *stage, int target_fd, const char *target)
{
        struct stat st;
        if (stage->empty.fd >= 0)
                return mount_bind_over(stage->empty.fd, target_fd);
        int r = mount_new_over("tmpfs", "mode=0555,size=4096,nr_inodes=2", EMPTY_ATTRIBUTES, target_fd);
        if (r < 0)
                return r;
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, target, O_PATH | O_DIRECTORY, LINKS_REFUSED);
        r = fd < 0 ? fd : mount_has_type(fd, TMPFS_MAGIC);
        if (r < 0)
                return r;
        if (fstat(fd, &st) < 0)
                return -errno;
        stage->empty = (StageMask){TAKE_FD(fd), st.st_dev};
        return 0;
}

/* RET: what is to be seen over TARGET in the end, its flags too, which are those of what it shows. */
static int mask(Stage *stage, int target_fd, bool directory, StageMount *ret)
{
        int r = directory ? mask_directory(stage, target_fd, ret->target) : mask_file(stage, target_fd);
        ret->device = directory ? stage->empty.device : stage->null.device;
        ret->root = directory ? "/" : "/null";
        ret->attributes = directory ? EMPTY_ATTRIBUTES : MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
        return r;
}

/* What PATH is the kernel tells: it refuses a file over a directory and the other way round. DIRECTORY: what
 * is tried first. */
static int apply_either(Stage *stage, const char *path, bool directory, char *why)
{
        StageMount mount = {.target = (char *)path, .exact = true, .type = "tmpfs"};
        _cleanup_close_ int target = rootfd_open(stage->root_fd, path, O_PATH, LINKS_REFUSED);
        if (target == -ENOENT)
                return 0; /* this kernel has none */
        if (target == -ELOOP)
                return say(why, "there is a symbolic link in the path: name the one that it leads to");
        if (!path[1])
                return say(why, "a container has to have a root");
        if (target < 0)
                return target;
        int r = mask(stage, target, directory, &mount);
        if (r == -ENOTDIR)
                r = mask(stage, target, !directory, &mount);
        return r < 0 ? r : mounted_expect(stage, &mount);
}

int apply_mask(const Operation *operation, Stage *stage, char *why)
{
        return apply_either(stage, operation->target, false, why);
}

int apply_mask_each_cpu(const Operation *operation, Stage *stage, char *why)
{
        char path[512];
        int fd = rootfd_open(stage->root_fd, operation->target, O_RDONLY | O_DIRECTORY, LINKS_REFUSED);
        if (fd < 0)
                return fd == -ENOENT ? 0 : fd;
        DIR *d = fdopendir(fd);
        if (!d) {
                int r = -errno;
                close(fd);
                return r;
        }
        int r = 0;
        errno = 0;
        for (struct dirent *entry; r == 0 && (entry = readdir(d)); errno = 0) {
                if (strncmp(entry->d_name, "cpu", 3) != 0 || strspn(entry->d_name + 3, "0123456789") == 0)
                        continue;
                int n = snprintf(path, sizeof path, "%s/%s/%s", operation->target, entry->d_name,
                                 operation->source);
                if (n < 0 || (size_t)n >= sizeof path)
                        r = -ENAMETOOLONG;
                else
                        r = apply_either(stage, path, true, why);
        }
        if (r == 0 && errno != 0) /* what was not read is not masked */
                r = -errno;
        closedir(d);
        return r;
}

int apply_read_only(const Operation *operation, Stage *stage, char *why)
{
        _cleanup_close_ int target = rootfd_open(stage->root_fd, operation->target, O_PATH, LINKS_REFUSED);
        if (target < 0)
                return target == -ENOENT ? 0 : target;
        _cleanup_close_ int fd = mount_clone(target, "", true, operation->attributes, MS_PRIVATE);
        return fd < 0 ? fd : attach_exact(stage, fd, target, operation->target, operation->attributes);
}
