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
#include <stdio.h>
#include <sys/mount.h>

/* The kernel tells its own log alone why it refuses an overlay. */
static void explain_overlay(const Stage *stage, char *why)
{
        if (mount_is_type(stage->layer.upper_fd, OVERLAYFS_SUPER_MAGIC))
                say(why, COSLICE_LIB_DIR
                    " lies on an overlay, which can't take writable layers: give it a file system "
                    "of its own");
        else if (mount_is_type(stage->lower_fd, OVERLAYFS_SUPER_MAGIC))
                say(why, "it lies on an overlay over another one, and Linux stacks no more than two: copy it "
                         "to a plain "
                         "file system");
}

int apply_overlay(const Operation *operation, Stage *stage, char *why)
{
        char options[256];
        /* By descriptor: the layers are those that were checked, a path may hold what an option can't, and
         * the container's mount table doesn't show where on the host they are. The options keep a layer from
         * telling the overlay where to look (redirects, metacopy), whatever the kernel's defaults are;
         * volatile: nothing of it outlives the container, so nothing is ever synced. */
        snprintf(options, sizeof options,
                 "lowerdir=/proc/self/fd/%d,upperdir=/proc/self/fd/%d,workdir=/proc/self/fd/%d,index=off,"
                 "metacopy=off,redirect_dir=nofollow,volatile",
                 stage->lower_fd, stage->layer.upper_fd, stage->layer.work_fd);
        stage->root_fd = mount_new("overlay", options, operation->attributes, why);
        if (stage->root_fd == -EINVAL)
                explain_overlay(stage, why);
        if (stage->root_fd < 0)
                return stage->root_fd;
        int r = mount_attach(stage->root_fd, stage->layer.dir_fd);
        return r < 0 ? r : mounted_expect(stage, stage->root_fd, "/", operation->attributes, true);
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
