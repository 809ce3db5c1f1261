/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The root itself: the overlay, its change to read-only, and the way into it. */
#include "core/contract/contract.h"
#include "helper/common/rootfd.h"
#include "helper/common/syscalls.h"
#include "helper/container/root/apply-internal.h"
#include "helper/container/root/mounted.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* The kernel tells its own log alone why it refuses an overlay. */
static void explain_overlay(const Stage *stage, char *why)
{
        if (mount_is_type(stage->layer.dir_fd, OVERLAYFS_SUPER_MAGIC))
                say(why, COSLICE_LIB_DIR
                    " lies on an overlay, which can't take writable layers: give it a file system "
                    "of its own");
        else if (mount_is_type(lowers_top(&stage->lowers), OVERLAYFS_SUPER_MAGIC))
                say(why, "it lies on an overlay over another one, and Linux stacks no more than two: copy it "
                         "to a plain "
                         "file system");
}

int apply_overlay(const Operation *operation, Stage *stage, char *why)
{
        _cleanup_strbuf_ StrBuf options = {};
        struct statx root;
        int dir = stage->layer.dir_fd;
        /* By descriptor: the layers are those that were checked, a path may hold what an option can't, and
         * the container's mount table doesn't show where on the host they are. The options keep a layer from
         * telling the overlay where to look (redirects, metacopy), whatever the kernel's defaults are;
         * volatile: nothing of it outlives the container, so nothing is ever synced. */
        int r = lowers_write(&stage->lowers, &options);
        if (r == 0)
                r = strbuf_addf(&options,
                                ",upperdir=/proc/self/fd/%d/" LAYER_UPPER
                                ",workdir=/proc/self/fd/%d/" LAYER_WORK
                                ",index=off,metacopy=off,redirect_dir=nofollow,volatile",
                                dir, dir);
        if (r == 0 && operation->options)
                r = strbuf_addf(&options, ",%s", operation->options);
        _cleanup_close_ int place = r < 0 ? r : layer_make_merged(&stage->layer);
        r = place < 0 ? place : mount_new_over("overlay", options.text, operation->attributes, place);
        if (r == -EINVAL)
                explain_overlay(stage, why);
        if (r < 0)
                return r;
        /* What is mounted there, and not the directory below it. */
        stage->root_fd = rootfd_open(dir, LAYER_MERGED, O_PATH | O_DIRECTORY, LINKS_REFUSED);
        if (stage->root_fd < 0)
                return stage->root_fd;
        if (statx(stage->root_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &root) < 0)
                return -errno;
        stage->root_id = root.stx_mnt_id;
        return mounted_expect(stage, &(StageMount){.target = (char *)"/",
                                                   .attributes = operation->attributes,
                                                   .exact = true,
                                                   .id = root.stx_mnt_id,
                                                   .type = "overlay",
                                                   .root = "/"});
}

int apply_root_read_only(const Operation *operation, Stage *stage, char *why)
{
        struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
        if (sys_mount_setattr(stage->root_fd, "", AT_EMPTY_PATH, &attr) < 0)
                return -errno;
        return mount_check(stage->root_fd, stage->root_fd, operation->attributes);
}

int apply_pivot(const Operation *operation, Stage *stage, char *why)
{
        /* The old root ends up over the new one, from where it is taken off, pivot_root(2). */
        if (fchdir(stage->root_fd) < 0 || sys_pivot_root(".", ".") < 0 || sys_umount2(".", MNT_DETACH) < 0 ||
            chdir("/") < 0)
                return -errno;
        stage_close_layers(stage); /* nothing is left of the host's tree, by descriptor either */
        return mount_propagation("/", false, MS_PRIVATE); /* where it leads is looked at next, mounted.h */
}
