/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's file system tree. What comes from the host is opened first, as detached mounts; all else is
 * mounted after pivot_root, so that no path of the machine can lead back to the host. */
#include "tests/lab/nested/root.h"

#include "tests/lab/nested/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#define NO_PROGRAMS (MS_NOSUID | MS_NODEV | MS_NOEXEC)

static int mount_on(const char *what, const char *where, const char *type, unsigned long flags,
                    const char *options)
{
        if (mkdir(where, 0755) < 0 && errno != EEXIST)
                return report_errno(-errno, "mkdir %s", where);
        if (mount(what, where, type, flags, options) < 0)
                return report_errno(-errno, "can't mount %s (%s) on %s", what, options ? options : "", where);
        return 0;
}

/* A copy of the mount at this path, attached nowhere. A descriptor or -errno. */
static int open_mount(const char *path, bool writable)
{
        int fd = open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
        if (fd < 0)
                return report_errno(-errno, "%s", path);
        struct mount_attr attr = {.attr_set = writable ? 0 : MOUNT_ATTR_RDONLY};
        if (mount_setattr(fd, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr) < 0) {
                int r = -errno;
                close(fd);
                return report_errno(r, "can't make %s read-only", path);
        }
        return fd;
}

static int attach_mount(int fd, const char *where)
{
        struct stat st;
        if (fstat(fd, &st) < 0)
                return -errno;
        if (S_ISDIR(st.st_mode) ? mkdir(where, 0755) < 0 && errno != EEXIST
                                : mknod(where, S_IFREG | 0644, 0) < 0 && errno != EEXIST)
                return report_errno(-errno, "can't make %s", where);
        if (move_mount(fd, "", AT_FDCWD, where, MOVE_MOUNT_F_EMPTY_PATH) < 0)
                return report_errno(-errno, "can't mount on %s", where);
        return 0;
}

static int enter_overlay(const RootOptions *o)
{
        char options[8192], root[512];
        const char *disk = o->mount_point;
        snprintf(root, sizeof root, "%s/root", disk);
        if (snprintf(options, sizeof options, "lowerdir=%s/installed:%s,upperdir=%s/upper,workdir=%s/work",
                     disk, o->lower, disk, disk) >= (int)sizeof options)
                return report_errno(-ENAMETOOLONG, "%s", o->lower);
        if (mount("overlay", root, "overlay", 0, options) < 0)
                return report_errno(-errno, "can't mount an overlay (%s)", options);
        if (chdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 ||
            chdir("/") < 0)
                return report_errno(-errno, "can't change the root to %s", root);
        return 0;
}

static int fill_dev(void)
{
        static const struct {
                const char *path;
                unsigned major, minor;
        } devices[] = {{"/dev/null", 1, 3},   {"/dev/zero", 1, 5},    {"/dev/full", 1, 7},
                       {"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}, {"/dev/tty", 5, 0},
                       {"/dev/fuse", 10, 229}};
        static const struct {
                const char *path, *target;
        } links[] = {{"/dev/fd", "/proc/self/fd"},
                     {"/dev/stdin", "fd/0"},
                     {"/dev/stdout", "fd/1"},
                     {"/dev/stderr", "fd/2"},
                     {"/dev/ptmx", "pts/ptmx"},
                     {"/dev/kmsg", "/dev/null"}}; /* the host's kernel log is not the machine's */
        umask(0);
        for (size_t i = 0; i < ARRAY_SIZE(devices); i++)
                if (mknod(devices[i].path, S_IFCHR | 0666, makedev(devices[i].major, devices[i].minor)) < 0)
                        return report_errno(-errno, "mknod %s", devices[i].path);
        umask(022);
        for (size_t i = 0; i < ARRAY_SIZE(links); i++)
                if (symlink(links[i].target, links[i].path) < 0)
                        return report_errno(-errno, "symlink %s", links[i].path);
        int r = mount_on("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
                         "newinstance,ptmxmode=0666,mode=620,gid=5");
        if (r == 0)
                r = mount_on("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
        return r;
}

/* The hierarchies are mounted anew in the machine's cgroup namespace, read-write: systemd-nspawn mounts those
 * of v1 read-only, and limits are then silently not applied. */
static int mount_cgroups(const Cgroups *c)
{
        char path[128], options[128];
        if (c->v2)
                return mount_on("cgroup2", "/sys/fs/cgroup", "cgroup2", NO_PROGRAMS, NULL);
        int r = mount_on("tmpfs", "/sys/fs/cgroup", "tmpfs", NO_PROGRAMS, "mode=755");
        for (size_t i = 0; i < c->n && r == 0; i++) {
                const char *name = c->items[i].controllers;
                bool named = strncmp(name, "name=", 5) == 0, unified = !*name;
                snprintf(path, sizeof path, "/sys/fs/cgroup/%s",
                         unified ? "unified"
                         : named ? name + 5
                                 : name);
                snprintf(options, sizeof options, "%s%s", named ? "none," : "", name);
                r = unified ? mount_on("cgroup2", path, "cgroup2", NO_PROGRAMS, NULL)
                            : mount_on("cgroup", path, "cgroup", NO_PROGRAMS, options);
                if (r < 0 || !strchr(name, ','))
                        continue;
                /* "cpu,cpuacct" is found by each of its names. */
                char *state = NULL, *target = path + strlen("/sys/fs/cgroup/");
                for (char *one = strtok_r(options, ",", &state); one; one = strtok_r(NULL, ",", &state)) {
                        char link[128];
                        snprintf(link, sizeof link, "/sys/fs/cgroup/%.64s", one);
                        if (symlink(target, link) < 0)
                                return report_errno(-errno, "symlink %s", link);
                }
        }
        return r;
}

static int fill_root(const RootOptions *o)
{
        int r = mount_on("proc", "/proc", "proc", NO_PROGRAMS, NULL);
        if (r == 0)
                r = mount_on("sysfs", "/sys", "sysfs", NO_PROGRAMS, NULL);
        if (r == 0)
                r = mount_on("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
        if (r == 0)
                r = mount_on("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
        if (r == 0)
                r = mount_on("tmpfs", "/dev", "tmpfs", MS_NOSUID, "mode=755");
        if (r == 0)
                r = fill_dev();
        if (r == 0)
                r = mount_cgroups(o->cgroups);
        return r;
}

int root_enter(const RootOptions *o)
{
        int fds[ARRAY_SIZE(o->binds)];
        umask(022);
        if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
                return report_errno(-errno, "can't make the mounts private");
        for (size_t i = 0; i < o->n_binds; i++) {
                fds[i] = open_mount(o->binds[i].from, o->binds[i].writable);
                if (fds[i] < 0)
                        return fds[i];
        }
        int r = enter_overlay(o);
        if (r == 0)
                r = fill_root(o);
        for (size_t i = 0; i < o->n_binds && r == 0; i++)
                r = attach_mount(fds[i], o->binds[i].to);
        if (r == 0 && mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL) < 0)
                r = report_errno(-errno, "can't make the mounts shared");
        return r;
}
