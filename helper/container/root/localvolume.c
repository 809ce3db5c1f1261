/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The data gets its name by a rename, once it is whole and on the disk: who was killed before has left
 * nothing that counts. */
#include "helper/container/root/localvolume.h"

#include "core/contract/contract.h"
#include "core/contract/localvolume.h"
#include "core/io/io.h"
#include "core/io/unmapped.h"
#include "helper/common/state.h"
#include "helper/common/storagelimit.h"
#include "helper/container/root/apply-internal.h"
#include "helper/container/root/copytree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int open_data(int folder_fd, const char *name)
{
        int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* What the image has at the target: a descriptor; -ENOENT: nothing; or -errno, with WHY. What lies on another
 * volume is not the image's. */
static int open_image(const Operation *operation, Stage *stage, char *why)
{
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, operation->target, O_PATH, LINKS_INSIDE);
        struct stat st;
        if (fd < 0)
                return fd == -ENOTDIR ? say(why, TARGET_IS_FILE) : fd;
        int r = stage_in_kernel(stage, fd);
        if (r != 0)
                return r < 0 ? r : say(why, TARGET_IN_KERNEL);
        if (fstat(fd, &st) < 0)
                return -errno;
        if (!S_ISDIR(st.st_mode))
                return say(why, TARGET_IS_FILE);
        r = stage_on_root(stage, fd);
        return r < 0 ? r : r == 0 ? -ENOENT : TAKE_FD(fd);
}

/* Where ids of the group are what they are on the disk. A descriptor or -errno, with WHY. */
static int open_mapped(const Stage *stage, int new_fd, char *why)
{
        if (!groupids_own(stage->ids)) {
                int fd = fcntl(new_fd, F_DUPFD_CLOEXEC, 0);
                return fd < 0 ? -errno : fd;
        }
        int fd = mount_clone_mapped(new_fd, "", false, 0, MS_PRIVATE, stage->ids->fd);
        if (fd == -EINVAL || fd == -EPERM)
                unmapped_explain(new_fd, UNMAPPED_LOCAL, why, MOUNT_WHY_MAX);
        return fd;
}

/* ext4 says EDQUOT, xfs ENOSPC, which may also be so. */
static const char *copy_error(const Operation *operation, int r)
{
        if (operation->size > 0 && (r == -EDQUOT || r == -ENOSPC))
                return r == -EDQUOT ? "that is more than Size= of the volume"
                                    : "that is more than Size= of the volume, or the disk is full";
        return r == -EOVERFLOW ? "a file of it belongs to an id that the group hasn't" : strerror(-r);
}

static int copy(const Operation *operation, const Stage *stage, int image_fd, int new_fd, char *why)
{
        _cleanup_close_ int to = open_mapped(stage, new_fd, why);
        int r = to < 0 ? to : groupids_act_as_group(stage->ids);
        if (r < 0)
                return r;
        r = copytree(image_fd, to, stage->going, stage->going_context);
        int back = groupids_act_as_host(stage->ids);
        if (r == 0 && back == 0)
                r = storagelimit_check(new_fd);
        if (r < 0 && back == 0)
                snprintf(why, MOUNT_WHY_MAX, "copy what the image has at %s: %s", operation->target,
                         copy_error(operation, r));
        return r < 0 ? r : back;
}

static int limit(const Operation *operation, const Stage *stage, int data_fd, char *why)
{
        int r = storagelimit_set(data_fd, operation->source, operation->size, stage->going,
                                 stage->going_context);
        if (r < 0)
                snprintf(why, MOUNT_WHY_MAX, "%s", storagelimit_error(r));
        return r;
}

static int sync_folder(int fd)
{
        return fsync(fd) < 0 ? -errno : 0;
}

/* LOCAL_NEW, which NEW_FD is, with all that it begins with, on the disk. */
static int fill(const Operation *operation, Stage *stage, int new_fd, char *why)
{
        _cleanup_close_ int image = *operation->sub ? -ENOENT : open_image(operation, stage, why);
        if (image < 0 && image != -ENOENT)
                return image;
        int r = limit(operation, stage, new_fd, why);
        if (r == 0 && image >= 0)
                r = copy(operation, stage, image, new_fd, why);
        return r == 0 && syncfs(new_fd) < 0 ? -errno : r;
}

static int remove_new(const Stage *stage, int folder_fd)
{
        return io_remove_tree_stepwise(folder_fd, LOCAL_NEW, stage->going, stage->going_context);
}

static int make_data(const Operation *operation, Stage *stage, int folder_fd, char *why)
{
        int r = remove_new(stage, folder_fd);
        if (r == 0 && mkdirat(folder_fd, LOCAL_NEW, 0755) < 0)
                r = -errno;
        _cleanup_close_ int new = r < 0 ? r : open_data(folder_fd, LOCAL_NEW);
        r = new < 0 ? new : fill(operation, stage, new, why);
        if (r == 0 && renameat(folder_fd, LOCAL_NEW, folder_fd, LOCAL_DATA) < 0)
                r = -errno;
        if (r == 0)
                return sync_folder(folder_fd);
        /* It may be what has filled the disk. */
        (void)remove_new(stage, folder_fd);
        return r;
}

/* Whether nothing has been said of whose DATA_FD is. 0, 1 or -errno. */
static int is_nobodys(int data_fd)
{
        struct stat st;
        if (fstat(data_fd, &st) < 0)
                return -errno;
        return st.st_uid == 0 && st.st_gid == 0 ? io_is_empty(data_fd) : 0;
}

/* Also of one whose first start has gone no further than to here. */
static int is_made(const Operation *operation, Stage *stage, int data_fd, bool *ret, char *why)
{
        *ret = false;
        if (*operation->sub)
                return 0;
        int r = is_nobodys(data_fd);
        if (r <= 0)
                return r;
        _cleanup_close_ int image = open_image(operation, stage, why);
        *ret = image == -ENOENT;
        return image < 0 && image != -ENOENT ? image : 0;
}

#define LOCK_PAUSE_MS 100

/* Somebody else may fill it for a long time. */
static int lock_folder(const Stage *stage, int folder_fd)
{
        const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};
        int fd;
        while ((fd = io_open_lock(folder_fd, LOCAL_LOCK, LOCK_EX | LOCK_NB)) == -EWOULDBLOCK) {
                if (stage->going)
                        stage->going(stage->going_context);
                nanosleep(&pause, NULL);
        }
        return fd;
}

static int open_or_fill(const Operation *operation, Stage *stage, int folder_fd, char *why)
{
        _cleanup_close_ int lock = lock_folder(stage, folder_fd);
        if (lock < 0)
                return lock;
        _cleanup_close_ int fd = open_data(folder_fd, LOCAL_DATA);
        int r;
        if (fd == -ENOENT) {
                r = make_data(operation, stage, folder_fd, why);
                return r < 0 ? r : open_data(folder_fd, LOCAL_DATA);
        }
        /* What the definition has may have changed. */
        r = fd < 0 ? fd : limit(operation, stage, fd, why);
        return r < 0 ? r : TAKE_FD(fd);
}

/* "coslice volume rm" may remove the folder between its making and the lock. */
#define TRIES 16

static int open_made(const Operation *operation, Stage *stage, char *why)
{
        int fd = -ENOENT;
        for (int i = 0; i < TRIES && fd == -ENOENT; i++) {
                _cleanup_close_ int folder = state_open(COSLICE_VOLUMES_DIR, operation->source);
                fd = folder < 0 ? folder : open_or_fill(operation, stage, folder, why);
        }
        return fd;
}

int localvolume_open(const Operation *operation, Stage *stage, bool *ret_made, char *why)
{
        _cleanup_close_ int fd = open_made(operation, stage, why);
        int r = fd < 0 ? fd : is_made(operation, stage, fd, ret_made, why);
        return r < 0 ? r : TAKE_FD(fd);
}
