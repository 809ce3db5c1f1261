/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What lies on a disk of the host's, on its target. */
#include "core/io/unmapped.h"
#include "helper/common/rootfd.h"
#include "helper/container/root/apply-internal.h"
#include "helper/container/root/hostpath.h"
#include "helper/container/root/localvolume.h"
#include "helper/container/root/ownermap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

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

static int open_top(const Operation *operation, Stage *stage, bool *ret_made, char *why)
{
        return operation->kind == OPERATION_LOCAL ? localvolume_open(operation, stage, ret_made, why)
                                                  : open_source(operation, ret_made);
}

/* On the host, and what is made there is the host's root's until it is given away: an id of the group's means
 * nothing on its disk. */
static int open_from(const Operation *operation, Stage *stage, bool *ret_made, char *why)
{
        int r = groupids_act_as_host(stage->ids);
        _cleanup_close_ int from = r < 0 ? r : open_top(operation, stage, ret_made, why);
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

static const char *unmapped_advice(const Operation *operation)
{
        if (operation->kind == OPERATION_LOCAL)
                return UNMAPPED_LOCAL;
        return operation->owners ? UNMAPPED_OWNER : UNMAPPED_VOLUME;
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
        unmapped_explain(from, unmapped_advice(operation), why, MOUNT_WHY_MAX);
        return fd;
}

/* Shows FROM. MADE: it was made for the payload's user, or for whom the definition says, on the disk too. */
static int show(const Operation *operation, Stage *stage, int from, bool made, char *why)
{
        bool mapped = false;
        if (made && operation->owners &&
            fchownat(from, "", operation->uid, operation->gid, AT_EMPTY_PATH) < 0)
                return -errno;
        _cleanup_close_ int fd = clone_source(operation, stage, from, &mapped, why);
        int r = fd < 0 ? fd : attach_operation(operation, stage, fd, why);
        if (r < 0 || !made || operation->owners)
                return r;
        int kept = fcntl(from, F_DUPFD_CLOEXEC, 0);
        return kept < 0 ? -errno : stage_keep_made(stage, kept, mapped);
}

int apply_bind(const Operation *operation, Stage *stage, char *why)
{
        bool made;
        _cleanup_close_ int from = open_from(operation, stage, &made, why);
        return from < 0 ? explain_source(operation, from, why) : show(operation, stage, from, made, why);
}

int apply_local(const Operation *operation, Stage *stage, char *why)
{
        bool made;
        _cleanup_close_ int from = open_from(operation, stage, &made, why);
        return from < 0 ? from : show(operation, stage, from, made, why);
}
