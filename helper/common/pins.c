/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bare mount namespace and what is pinned in it. Whoever works in it goes there with setns(2), with all
 * descriptors at hand, and comes back to the namespace it came from. */
#include "helper/common/pins.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/mounts.h"
#include "helper/common/pins-base.h"
#include "helper/common/rootfd.h"
#include "helper/common/state.h"
#include "helper/common/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>

static int open_lock(void)
{
        _cleanup_close_ int dir = state_open(COSLICE_RUN_DIR, NULL);
        if (dir < 0)
                return dir;
        return io_open_lock(dir, "lock", LOCK_EX);
}

int pins_lock(Failure *failure)
{
        int fd = open_lock();
        return fd < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, -fd, "lock " COSLICE_RUN_DIR) : fd;
}

static int fail_pins(Failure *failure, int r, const char *what, const char *group)
{
        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "%s the namespaces of group %s", what, group);
}

/* Work to be done in the bare namespace. */
typedef struct Job {
        const char *group;
        const Pin *pins;
        const PinUse *uses;
        int *fds; /* of the uses */
        size_t n;
        bool last; /* the answer of remove_all(): nobody's pin is left */
} Job;

static int pin_path(const char *group, const char *name, char *ret, size_t size)
{
        int n = snprintf(ret, size, "%s.%s", group, name);
        return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

static int remove_pin(void *context, int dir_fd, const char *name, bool folder)
{
        Job *job = context;
        const char *rest = string_after(name, job->group);
        if (!rest || *rest != '.') {
                job->last = false;
                return 0;
        }
        if (sys_umount2(name, MNT_DETACH) < 0 && errno != EINVAL)
                return -errno;
        return unlinkat(dir_fd, name, folder ? AT_REMOVEDIR : 0) < 0 && errno != ENOENT ? -errno : 0;
}

static int remove_all(void *context)
{
        Job *job = context;
        job->last = true;
        _cleanup_close_ int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return root < 0 ? -errno : io_each(root, remove_pin, job);
}

static int make_place(const char *group, const Pin *pin)
{
        char path[256];
        struct stat st;
        int r = pin_path(group, pin->name, path, sizeof path);
        if (r < 0 || fstat(pin->mount_fd, &st) < 0)
                return r < 0 ? r : -errno;
        return (S_ISDIR(st.st_mode) ? mkdir(path, 0700) : mknod(path, S_IFREG | 0600, 0)) < 0 ? -errno : 0;
}

static int make_places(const Job *job)
{
        int r = 0;
        for (size_t i = 0; i < job->n && r == 0; i++)
                r = make_place(job->group, job->pins + i);
        return r;
}

static int store_pin(const char *group, const Pin *pin)
{
        char path[256];
        int r = pin_path(group, pin->name, path, sizeof path);
        return r < 0 ? r : mount_attach_at(pin->mount_fd, AT_FDCWD, path);
}

/* What an earlier start has left is looked for, among the pins of all groups, only where there is something.
 */
static int store_all(void *context)
{
        const Job *job = context;
        int r = make_places(job);
        if (r == -EEXIST) {
                r = remove_all(context);
                r = r < 0 ? r : make_places(job);
        }
        for (size_t i = 0; i < job->n && r == 0; i++)
                r = store_pin(job->group, job->pins + i);
        return r;
}

static int replace_one(void *context)
{
        const Job *job = context;
        char path[256];
        int r = pin_path(job->group, job->pins->name, path, sizeof path);
        if (r < 0)
                return r;
        if (sys_umount2(path, MNT_DETACH) < 0 && errno != EINVAL && errno != ENOENT)
                return -errno;
        r = make_place(job->group, job->pins);
        return r < 0 && r != -EEXIST ? r : store_pin(job->group, job->pins);
}

/* In a proc file system of the kernel's: nobody can make another file of it. */
static int open_in_proc(const char *path, const char *sub)
{
        _cleanup_close_ int top = open(path, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
        if (top < 0)
                return -errno;
        /* A place that has not its mount is empty. */
        int fd = openat(top, sub, O_RDONLY | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* A descriptor or -errno. */
static int open_use(const char *group, const PinUse *use)
{
        char path[256];
        int r = pin_path(group, use->name, path, sizeof path);
        if (r < 0)
                return r;
        if (!use->clone && use->sub)
                return open_in_proc(path, use->sub);
        if (!use->clone) {
                int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
                return fd < 0 ? -errno : fd;
        }
        _cleanup_close_ int top = open(path, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
        if (top < 0)
                return -errno;
        if (!*use->sub)
                return mount_clone(top, "", false, use->attributes, MS_PRIVATE);
        /* Payloads fill it: what they put there doesn't lead out. */
        _cleanup_close_ int place = rootfd_make_like(top, use->sub, LINKS_BENEATH);
        return place < 0 ? place : mount_clone(place, "", false, use->attributes, MS_PRIVATE);
}

static int open_all(void *context)
{
        const Job *job = context;
        for (size_t i = 0; i < job->n; i++) {
                int fd = open_use(job->group, job->uses + i);
                if (fd < 0)
                        return fd;
                job->fds[i] = fd;
        }
        return 0;
}

int pins_store(const char *group, const Pin *pins, size_t n, Failure *failure)
{
        Job job = {.group = group, .pins = pins, .n = n};
        int r = pins_base_make();
        if (r == 0)
                r = pins_base_inside(store_all, &job);
        return r < 0 ? fail_pins(failure, r, "pin", group) : 0;
}

int pins_replace(const char *group, const Pin *pin, Failure *failure)
{
        Job job = {.group = group, .pins = pin, .n = 1};
        int r = pins_base_inside(replace_one, &job);
        return r < 0 ? fail_pins(failure, r, "pin", group) : 0;
}

int pins_remove(const char *group, Failure *failure)
{
        Job job = {.group = group, .last = true};
        int r = pins_base_inside(remove_all, &job);
        if (r == -ENOENT) /* no base, or half of one */
                r = 0;
        if (r == 0 && job.last)
                r = pins_base_remove();
        return r < 0 ? fail_pins(failure, r, "remove", group) : 0;
}

/* Whether a setting of the unit has given us other mounts than systemd's. */
static bool has_own_mounts(void)
{
        struct stat own, of_systemd;
        return stat("/proc/self/ns/mnt", &own) == 0 && stat("/proc/1/ns/mnt", &of_systemd) == 0 &&
               (own.st_ino != of_systemd.st_ino || own.st_dev != of_systemd.st_dev);
}

int pins_open(const char *group, const PinUse *uses, size_t n, int *ret_fds, Failure *failure)
{
        Job job = {.group = group, .uses = uses, .fds = ret_fds, .n = n};
        for (size_t i = 0; i < n; i++)
                ret_fds[i] = -1;
        int r = pins_base_inside(open_all, &job);
        size_t missing = 0; /* the first that could not be opened */
        while (missing < n && ret_fds[missing] >= 0)
                missing++;
        const char *volume = missing < n ? string_after(uses[missing].name, PIN_EMPTY) : NULL;
        if (r == -ENOENT && volume)
                return failure_set(
                        failure, EXIT_SETUP_SANDBOX, 0,
                        "volume %s is not there: the definition has it since the group was started; restart "
                        "the group",
                        volume);
        if (r == -ENOENT && has_own_mounts())
                return failure_set(
                        failure, EXIT_SETUP_SANDBOX, 0,
                        "open the namespaces of group %s: the unit has a mount namespace of its own, by "
                        "PrivateTmp=, ProtectSystem= or the like, and can't see them",
                        group);
        return r < 0 ? fail_pins(failure, r, "open", group) : 0;
}
