/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bare mount namespace. A mount namespace can be pinned only on a private mount (a shared one would copy
 * it into other namespaces, in the end into itself), hence the directory's bind mount on itself, made
 * private. Each step looks at what is there, so that a helper that was killed between two of them does no
 * harm. */
#include "helper/common/pins-base.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/common/state.h"
#include "helper/common/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define PINS_DIR COSLICE_RUN_DIR "/pins"
#define PINS_MNT PINS_DIR "/mnt"
#define OWN_MNT  "/proc/self/ns/mnt"

static int is_mount_point(const char *path, bool *ret)
{
        struct statx st;
        if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0, &st) < 0)
                return -errno;
        *ret = st.stx_attributes & STATX_ATTR_MOUNT_ROOT;
        return 0;
}

/* Opens the pinned namespace; -ENOENT if what is there is none. */
static int open_base(void)
{
        _cleanup_close_ int fd = open(PINS_MNT, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        struct statfs fs;
        if (fd < 0 || fstatfs(fd, &fs) < 0)
                return -errno;
        if (fs.f_type != NSFS_MAGIC)
                return -ENOENT;
        int type = ioctl(fd, NS_GET_NSTYPE);
        return type == CLONE_NEWNS ? TAKE_FD(fd) : type < 0 ? -errno : -ENOENT;
}

/* PINS_DIR becomes a private mount of its own. */
static int make_private_directory(void)
{
        bool mounted;
        _cleanup_close_ int dir = state_open(PINS_DIR, NULL);
        int r = dir < 0 ? dir : is_mount_point(PINS_DIR, &mounted);
        if (r == 0 && !mounted) {
                _cleanup_close_ int fd = mount_clone(dir, "", false, 0, MS_PRIVATE);
                r = fd < 0 ? fd : mount_attach(fd, dir);
        }
        return r < 0 ? r : mount_propagation(PINS_DIR, false, MS_PRIVATE);
}

/* Makes the namespace and comes back: a descriptor of it. */
static int make_namespace(void)
{
        _cleanup_close_ int back = open(OWN_MNT, O_RDONLY | O_CLOEXEC);
        if (back < 0 || unshare(CLONE_NEWNS) < 0)
                return -errno;
        _cleanup_close_ int fd = open(OWN_MNT, O_RDONLY | O_CLOEXEC);
        int r = fd < 0 ? -errno
                       : mount_strip_namespace(PINS_DIR, "mode=0700",
                                               MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
        if (setns(back, CLONE_NEWNS) < 0)
                return -errno;
        return r < 0 ? r : TAKE_FD(fd);
}

static int make_and_pin(void)
{
        char source[32];
        _cleanup_close_ int fd = make_namespace();
        if (fd < 0)
                return fd;
        snprintf(source, sizeof source, "/proc/self/fd/%d", fd);
        /* move_mount(2) refuses this kind of file. */
        return sys_mount(source, PINS_MNT, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

/* A mount namespace can be pinned only in one with a smaller number, and newer kernels (seen on 6.18) hand
 * out numbers in batches for each CPU: one made on another CPU than ours was may have a smaller one. Only a
 * machine that is itself in a mount namespace made later than the first comes here. */
static int make_and_pin_on_each_cpu(void)
{
        cpu_set_t all, one;
        if (sched_getaffinity(0, sizeof all, &all) < 0)
                return -errno;
        int r = -EINVAL;
        for (size_t cpu = 0; cpu < CPU_SETSIZE && r == -EINVAL; cpu++) {
                if (!CPU_ISSET(cpu, &all))
                        continue;
                CPU_ZERO(&one);
                CPU_SET(cpu, &one);
                if (sched_setaffinity(0, sizeof one, &one) == 0)
                        r = make_and_pin();
        }
        return sched_setaffinity(0, sizeof all, &all) < 0 && r == 0 ? -errno : r;
}

int pins_base_make(void)
{
        int r = make_private_directory();
        if (r < 0)
                return r;
        if (mknod(PINS_MNT, S_IFREG | 0600, 0) < 0 && errno != EEXIST)
                return -errno;
        _cleanup_close_ int found = open_base();
        if (found != -ENOENT)
                return found < 0 ? found : 0;
        r = make_and_pin();
        return r == -EINVAL ? make_and_pin_on_each_cpu() : r;
}

int pins_base_inside(int (*work)(void *context), void *context)
{
        _cleanup_close_ int base = open_base();
        if (base < 0)
                return base;
        _cleanup_close_ int back = open(OWN_MNT, O_RDONLY | O_CLOEXEC);
        if (back < 0 || setns(base, CLONE_NEWNS) < 0)
                return -errno;
        int r = work(context);
        return setns(back, CLONE_NEWNS) < 0 ? -errno : r;
}

static int unmount_all(const char *path)
{
        bool mounted;
        int r;
        while ((r = is_mount_point(path, &mounted)) == 0 && mounted)
                if (sys_umount2(path, MNT_DETACH) < 0)
                        return -errno;
        return r == -ENOENT ? 0 : r;
}

int pins_base_remove(void)
{
        int r = unmount_all(PINS_MNT);
        if (r == 0)
                r = unmount_all(PINS_DIR);
        if (r < 0)
                return r;
        if ((unlink(PINS_MNT) < 0 && errno != ENOENT) || (rmdir(PINS_DIR) < 0 && errno != ENOENT))
                return -errno;
        return 0;
}
