/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/overlay.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/mounts.h"
#include "helper/common/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define WORK   "work"
#define MERGED "merged"

static int make_folder(int dir_fd, const char *name)
{
        int r = mkdirat(dir_fd, name, 0700) < 0 ? -errno : 0;
        return r < 0 ? r : io_open_folder(dir_fd, name, 0700);
}

/* The overlay shows the upper layer's top as its own: what isn't said of it anew is as it was below. */
static int copy_top(int from_fd, int to_fd)
{
        struct stat st;
        if (fstat(from_fd, &st) < 0)
                return -errno;
        const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, st.st_mtim};
        if (fchown(to_fd, st.st_uid, st.st_gid) < 0 || fchmod(to_fd, st.st_mode & 07777) < 0 ||
            futimens(to_fd, times) < 0)
                return -errno;
        return 0;
}

/* By descriptor: 128 paths would not fit into what mount(2) takes, and a path may hold what an option can't.
 * volatile: nobody needs it after a crash, and what is whole in the end is synced once. */
static char *make_options(int tree_fd, int work_fd, const int *below, size_t n_below)
{
        _cleanup_strbuf_ StrBuf options = {};
        char *ret = NULL;
        for (size_t i = n_below; i-- > 0;) /* the uppermost first */
                strbuf_addf(&options, "%s/proc/self/fd/%d", i + 1 == n_below ? "lowerdir=" : ":", below[i]);
        strbuf_addf(&options,
                    ",upperdir=/proc/self/fd/%d,workdir=/proc/self/fd/%d,userxattr,index=off,metacopy=off,"
                    "redirect_dir=nofollow,volatile",
                    tree_fd, work_fd);
        return strbuf_take(&options, &ret) == 0 ? ret : NULL;
}

static int mount_overlay(Overlay *overlay, int tree_fd, const int *below, size_t n_below)
{
        _cleanup_close_ int work_fd = make_folder(overlay->dir_fd, WORK);
        if (work_fd < 0)
                return work_fd;
        _cleanup_close_ int place_fd = make_folder(overlay->dir_fd, MERGED);
        if (place_fd < 0)
                return place_fd;
        _cleanup_free_ char *options = make_options(tree_fd, work_fd, below, n_below);
        int r = options ? mount_new_over("overlay", options,
                                         MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSUID, place_fd)
                        : -ENOMEM;
        overlay->is_mounted = r == 0;
        if (r < 0)
                return r;
        /* What is mounted there, and not the folder below it. */
        overlay->tree_fd = openat(overlay->dir_fd, MERGED, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (overlay->tree_fd < 0)
                return -errno;
        overlay->own_fd = mount_clone(tree_fd, "", false,
                                      MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, MS_PRIVATE);
        return overlay->own_fd < 0 ? overlay->own_fd : 0;
}

static int make(Overlay *overlay, const char *name, const int *below, size_t n_below)
{
        _cleanup_close_ int tree_fd = make_folder(overlay->dir_fd, name);
        if (tree_fd < 0)
                return tree_fd;
        if (n_below == 0) {
                if (fchmod(tree_fd, 0755) < 0)
                        return -errno;
                overlay->tree_fd = TAKE_FD(tree_fd);
                return 0;
        }
        int r = copy_top(below[n_below - 1], tree_fd);
        return r < 0 ? r : mount_overlay(overlay, tree_fd, below, n_below);
}

int overlay_make(int dir_fd, const char *name, const int *below, size_t n_below, Overlay *ret,
                 Failure *failure)
{
        _cleanup_overlay_ Overlay overlay = OVERLAY_NULL;
        if (n_below >= OVERLAY_LAYERS_MAX)
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "an image has at most 128 layers");
        overlay.dir_fd = dir_fd;
        int r = make(&overlay, name, below, n_below);
        if (r == -EINVAL && mount_is_type(dir_fd, OVERLAYFS_SUPER_MAGIC))
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   COSLICE_LIB_DIR " lies on an overlay, which can't take layers of another "
                                                   "one: give it a file system of its own");
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, -r, "mount an overlay of the layers below");
        *ret = overlay;
        overlay = (Overlay)OVERLAY_NULL;
        return 0;
}

/* Nobody has anything open in it any more: so the kernel is done with it when it is unmounted, and not later.
 */
static int unmount(const Overlay *overlay)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d/" MERGED, overlay->dir_fd);
        return sys_umount2(path, UMOUNT_NOFOLLOW) < 0 ? -errno : 0;
}

static int end(Overlay *overlay)
{
        bool is_mounted = overlay->is_mounted;
        closep(&overlay->tree_fd);
        closep(&overlay->own_fd);
        overlay->tree_fd = overlay->own_fd = -EBADF;
        int r = is_mounted ? unmount(overlay) : 0;
        overlay->is_mounted = is_mounted && r < 0;
        if (r == 0 && is_mounted)
                r = io_remove_tree(overlay->dir_fd, WORK);
        return r == 0 && is_mounted ? io_remove_tree(overlay->dir_fd, MERGED) : r;
}

int overlay_end(Overlay *overlay, Failure *failure)
{
        int r = end(overlay);
        return r < 0 ? failure_set(failure, EXIT_SETUP_ROOT, -r, "unmount the overlay of the layers below")
                     : 0;
}

void overlay_done(Overlay *overlay)
{
        if (overlay->dir_fd >= 0)
                (void)end(overlay);
}
