/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* File systems and volumes on their targets. */
#include "core/io/unmapped.h"
#include "helper/common/rootfd.h"
#include "helper/container/root/apply-internal.h"
#include "helper/container/root/hostpath.h"
#include "helper/container/root/imagevolume.h"
#include "helper/container/root/mounted.h"
#include "helper/container/root/ownermap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define TARGET_IN_KERNEL "the target leads into /proc, /sys or /dev"

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
                return fd;
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

static int attach(const Operation *operation, Stage *stage, int mount_fd, char *why)
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
        return fd < 0 ? fd : attach(operation, stage, fd, why);
}

/* The words for a source that can't be opened, where there are better ones than ERROR's. */
static int explain_source(const Operation *operation, int error, char *why)
{
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s%s%s", operation->source, *operation->sub ? "/" : "", operation->sub);
        if (error == -ENOENT && operation->own)
                return say(why, "it is not there: the definition has it since the group was started; restart "
                                "the group");
        if (hostpath_why(error, path, why, MOUNT_WHY_MAX) || error != -ENOENT)
                return error;
        return say(why, "the host has no such file or directory; with the option create (in a [Volume]: "
                        "Create=yes) the "
                        "directory is made");
}

/* RET_MADE: it was made by this, for the payload's user. */
static int open_source(const Operation *operation, bool *ret_made)
{
        _cleanup_close_ int source = open(operation->source, O_PATH | O_CLOEXEC);
        *ret_made = false;
        if (source >= 0 || errno != ENOENT || !operation->create)
                return source < 0 ? -errno : TAKE_FD(source);
        _cleanup_close_ int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        return root < 0 ? -errno : rootfd_make_new(root, operation->source, 0755, LINKS_INSIDE, ret_made);
}

/* What is below a volume may have been filled by a payload. Nothing is made on the host that was not asked
 * for; an empty volume is ours. Of several directories that are made the last alone is the user's. */
static int open_sub(const Operation *operation, int source, bool *ret_made)
{
        *ret_made = false;
        if (operation->own)
                return rootfd_make_like(source, operation->sub, LINKS_BENEATH);
        if (operation->create)
                return rootfd_make_new(source, operation->sub, 0755, LINKS_BENEATH, ret_made);
        return rootfd_open(source, operation->sub, O_PATH, LINKS_BENEATH);
}

/* On the host, and what is made there is the host's root's until it is given away: an id of the group's means
 * nothing on its disk. */
static int open_from(const Operation *operation, const Stage *stage, bool *ret_made)
{
        int r = groupids_act_as_host(stage->ids);
        _cleanup_close_ int from = r < 0 ? r : open_source(operation, ret_made);
        if (from >= 0 && *operation->sub) {
                int sub = open_sub(operation, from, ret_made);
                close(from);
                from = sub;
        }
        r = groupids_act_as_group(stage->ids);
        return r < 0 ? r : TAKE_FD(from);
}

/* Where ids can't be mapped a file's owner inside is whoever it is on the host, and that is nobody, unless
 * the group has that very id: what nobody can write is still read. */
static bool can_do_unmapped(const Operation *operation, const GroupIds *ids)
{
        return (operation->attributes & MOUNT_ATTR_RDONLY) || ids->userns->uids.n > 0 ||
               ids->userns->gids.n > 0;
}

/* A map for FROM if its top is to appear as somebody else's than on the disk: 1 with a descriptor; 0: none is
 * needed; or -errno. */
static int map_owner(const Operation *operation, const GroupIds *ids, int from, int *ret_fd, char *why)
{
        struct stat top;
        if (!operation->owners)
                return 0;
        if (fstat(from, &top) < 0)
                return -errno;
        if (top.st_uid == operation->uid && top.st_gid == operation->gid)
                return 0;
        int fd = ownermap_make(ids, &top, operation->uid, operation->gid, why);
        if (fd < 0)
                return fd;
        *ret_fd = fd;
        return 1;
}

/* A clone of FROM. RET_MAPPED: its ids on the disk are those of the container. */
static int clone_source(const Operation *operation, const Stage *stage, int from, bool *ret_mapped, char *why)
{
        uint64_t propagation = operation->slave ? MS_SLAVE : MS_PRIVATE;
        _cleanup_close_ int owner_fd = -1;
        int r = map_owner(operation, stage->ids, from, &owner_fd, why);
        if (r < 0)
                return r;
        *ret_mapped = r > 0 || (groupids_own(stage->ids) && !operation->own);
        if (!*ret_mapped)
                return mount_clone(from, "", true, operation->attributes, propagation);
        int fd = mount_clone_mapped(from, "", true, operation->attributes, propagation,
                                    r > 0 ? owner_fd : stage->ids->fd);
        if (fd != -EINVAL && fd != -EPERM)
                return fd;
        *ret_mapped = false;
        /* An owner that was asked for is no matter of who may read. */
        if (!operation->owners && can_do_unmapped(operation, stage->ids))
                return mount_clone(from, "", true, operation->attributes, propagation);
        unmapped_explain(from, operation->owners ? UNMAPPED_OWNER : UNMAPPED_VOLUME, why, MOUNT_WHY_MAX);
        return fd;
}

int apply_bind(const Operation *operation, Stage *stage, char *why)
{
        bool made, mapped = false;
        _cleanup_close_ int from = open_from(operation, stage, &made);
        if (from < 0)
                return explain_source(operation, from, why);
        /* What was made is on the disk, too, whose the definition says that it is. */
        if (made && operation->owners &&
            fchownat(from, "", operation->uid, operation->gid, AT_EMPTY_PATH) < 0)
                return -errno;
        _cleanup_close_ int fd = clone_source(operation, stage, from, &mapped, why);
        int r = fd < 0 ? fd : attach(operation, stage, fd, why);
        return r == 0 && made && !operation->owners ? stage_keep_made(stage, TAKE_FD(from), mapped) : r;
}

int apply_pinned(const Operation *operation, Stage *stage, char *why)
{
        if (operation->input >= stage->n_inputs)
                return -ENOENT;
        _cleanup_close_ int fd = TAKE_FD(stage->input_fds[operation->input]);
        return attach(operation, stage, fd, why);
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
        return fd < 0 ? fd : attach(operation, stage, fd, why);
}

/* Whether FD lies on the root itself: 0, 1 or -errno. */
static int is_on_root(const Stage *stage, int fd)
{
        struct statx found;
        if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) < 0)
                return -errno;
        return found.stx_mnt_id == stage->root_id;
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
        r = operation->attributes ? is_on_root(stage, fd) : 0;
        if (r <= 0)
                return r;
        _cleanup_close_ int clone = mount_clone(fd, "", false, operation->attributes, MS_PRIVATE);
        return clone < 0 ? clone : attach_volume(stage, clone, fd, operation->target, operation->attributes);
}
