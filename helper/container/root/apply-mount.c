/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* File systems, and what somebody else has mounted, on their targets. */
#include "helper/common/rootfd.h"
#include "helper/container/root/apply-internal.h"
#include "helper/container/root/imagevolume.h"
#include "helper/container/root/mounted.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* Opens the target of a volume for something like MOUNT_FD, a directory or a file, and makes it where it is
 * missing. */
static int open_target(const Operation *operation, Stage *stage, int mount_fd, char *why)
{
        struct stat st;
        if (fstat(mount_fd, &st) < 0)
                return -errno;
        bool directory = S_ISDIR(st.st_mode);
        _cleanup_close_ int fd =
                directory ? rootfd_make_directory(stage->root_fd, operation->target, 0755, LINKS_INSIDE)
                          : rootfd_make_file(stage->root_fd, operation->target, LINKS_INSIDE);
        if (fd < 0)
                return fd == -ENOTDIR ? say(why, TARGET_IS_FILE) : fd;
        int r = stage_in_kernel(stage, fd);
        if (r != 0)
                return r < 0 ? r : say(why, TARGET_IN_KERNEL);
        if (!directory && fstat(fd, &st) < 0)
                return -errno;
        if (!directory && S_ISDIR(st.st_mode))
                return say(why, "a file can't be mounted on a directory");
        return TAKE_FD(fd);
}

/* The same for one of the kernel's file systems, NAME in DIR: a directory, and no link leads there. */
static int open_kernel_target(const Operation *operation, Stage *stage, int *ret_dir, const char **ret_name)
{
        int dir = stage_parent(stage, operation->target, LINKS_REFUSED, ret_name);
        if (dir < 0)
                return dir;
        *ret_dir = dir;
        int fd = rootfd_open(dir, *ret_name, O_PATH | O_DIRECTORY, LINKS_REFUSED);
        if (fd != -ENOENT)
                return fd;
        return mkdirat(dir, *ret_name, 0755) < 0
                       ? -errno
                       : rootfd_open(dir, *ret_name, O_PATH | O_DIRECTORY, LINKS_REFUSED);
}

int attach_operation(const Operation *operation, Stage *stage, int mount_fd, char *why)
{
        const char *name;
        int dir;
        _cleanup_close_ int target = operation->kernel ? open_kernel_target(operation, stage, &dir, &name)
                                                       : open_target(operation, stage, mount_fd, why);
        if (target < 0)
                return target;
        return operation->kernel
                       ? attach_exact(stage, mount_fd, target, operation->target, operation->attributes)
                       : attach_volume(stage, mount_fd, target, operation->target, operation->attributes);
}

/* Its options, with the ids that it is told, which are the host's. */
static int write_options(const Operation *operation, const Stage *stage, StrBuf *ret)
{
        if (operation->options)
                strbuf_add(ret, operation->options);
        if (operation->owners & OWNER_UID)
                strbuf_addf(ret, "%suid=%u", ret->length > 0 ? "," : "",
                            groupids_uid(stage->ids, operation->uid));
        if (operation->owners & OWNER_GID)
                strbuf_addf(ret, "%sgid=%u", ret->length > 0 ? "," : "",
                            groupids_gid(stage->ids, operation->gid));
        return ret->oom ? -ENOMEM : 0;
}

/* The top of devpts, which is mounted over NAME of DIR, and the one file in it belong to who mounts it. */
static int give_top(const Stage *stage, int dir, const char *name)
{
        char file[64];
        uid_t uid = groupids_uid(stage->ids, 0);
        gid_t gid = groupids_gid(stage->ids, 0);
        if (!groupids_own(stage->ids))
                return 0;
        snprintf(file, sizeof file, "%s/ptmx", name);
        return fchownat(dir, name, uid, gid, AT_SYMLINK_NOFOLLOW) < 0 ||
                               fchownat(dir, file, uid, gid, AT_SYMLINK_NOFOLLOW) < 0
                       ? -errno
                       : 0;
}

/* One of the kernel's file systems, or what is like one. Read-only is the mount alone: another one of the
 * same file system is not ours to restrict. */
static int mount_kernel(const Operation *operation, Stage *stage, const char *options)
{
        const char *name;
        int dir;
        uint64_t later = operation->attributes & MOUNT_ATTR_RDONLY;
        _cleanup_close_ int target = open_kernel_target(operation, stage, &dir, &name);
        if (target < 0)
                return target;
        int r = mount_new_over(operation->source, options, operation->attributes & ~later, target);
        if (r == -ENODEV && operation->optional)
                return 0;
        if (r == 0 && later)
                r = mount_restrict(dir, name, later);
        if (r == 0 && (operation->owners & OWNER_TOP))
                r = give_top(stage, dir, name);
        return r < 0 ? r
                     : mounted_expect(stage, &(StageMount){.target = (char *)operation->target,
                                                           .attributes = operation->attributes,
                                                           .exact = true,
                                                           .type = operation->source,
                                                           .root = "/"});
}

int apply_mount(const Operation *operation, Stage *stage, char *why)
{
        _cleanup_strbuf_ StrBuf options = {};
        int r = write_options(operation, stage, &options);
        if (r < 0)
                return r;
        if (operation->kernel)
                return mount_kernel(operation, stage, options.text);
        _cleanup_close_ int fd = mount_new(operation->source, options.text, operation->attributes, why);
        return fd < 0 ? fd : attach_operation(operation, stage, fd, why);
}

int apply_pinned(const Operation *operation, Stage *stage, char *why)
{
        if (operation->input >= stage->n_inputs)
                return -ENOENT;
        _cleanup_close_ int fd = TAKE_FD(stage->input_fds[operation->input]);
        return attach_operation(operation, stage, fd, why);
}

/* An image is a tree of its own, whose links mean what they do where it is the root. */
int apply_image(const Operation *operation, Stage *stage, char *why)
{
        int top = imagevolume_find(stage, operation->source);
        _cleanup_close_ int from = top < 0 ? top : rootfd_open(top, operation->sub, O_PATH, LINKS_INSIDE);
        if (from == -ENOENT || from == -ENOTDIR)
                return say(why, "the image has no such file or directory");
        if (from < 0)
                return from;
        _cleanup_close_ int fd = mount_clone(from, "", false, operation->attributes, MS_PRIVATE);
        return fd < 0 ? fd : attach_operation(operation, stage, fd, why);
}

/* What the image has there, be it a file, stays what is seen. What lies elsewhere, where a link of the image
 * leads, is a volume already; the kernel's it must not be. */
int apply_volume(const Operation *operation, Stage *stage, char *why)
{
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, operation->target, O_PATH, LINKS_INSIDE);
        if (fd == -ENOENT)
                fd = rootfd_make_directory(stage->root_fd, operation->target, 0755, LINKS_INSIDE);
        int r = fd < 0 ? fd : stage_in_kernel(stage, fd);
        if (r != 0)
                return r < 0 ? r : say(why, TARGET_IN_KERNEL);
        r = operation->attributes ? stage_on_root(stage, fd) : 0;
        if (r <= 0)
                return r;
        _cleanup_close_ int clone = mount_clone(fd, "", false, operation->attributes, MS_PRIVATE);
        return clone < 0 ? clone : attach_volume(stage, clone, fd, operation->target, operation->attributes);
}
