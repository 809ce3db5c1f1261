/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bare-start NET IPC USER ROOTFS LAYER PROGRAM: a container with the least that makes one, nothing checked
 * and nothing told: joins two namespaces, makes the others, mounts an overlay with /proc, /sys and /dev,
 * masks, changes the root, drops capabilities, executes. What coslice-helper and crun are held against. LAYER
 * is a folder for the writable layer, made here. With USER, a user namespace, the root file system is
 * id-mapped, what is made belongs to its root, and the process ends in it, with the same filter for system
 * calls that the helper has; without, "-", with neither. */
#include "helper/container/filter/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NO_SUID_DEV_EXEC (MS_NOSUID | MS_NODEV | MS_NOEXEC)
#define ARRAY_SIZE(a)    (sizeof(a) / sizeof((a)[0]))

/* Ends the program if R is an error. */
static void must(long r, const char *what)
{
        if (r >= 0)
                return;
        fprintf(stderr, "bare-start: %s: %s\n", what, strerror(errno));
        _exit(1);
}

static void join(const char *path, int kind)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        must(fd, path);
        must(setns(fd, kind), path);
        close(fd);
}

/* The user namespace and who is root in it, or -1 and 0. */
static int user_fd = -1;
static uid_t base;

static void open_user(const char *path)
{
        if (strcmp(path, "-") == 0)
                return;
        user_fd = open(path, O_RDONLY | O_CLOEXEC);
        must(user_fd, path);
        must(ioctl(user_fd, NS_GET_OWNER_UID, &base), path);
}

/* ROOTFS, its ids mapped, in the folder "lower" here. */
static void map_root(const char *rootfs)
{
        struct mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (unsigned)user_fd};
        int fd = (int)syscall(SYS_open_tree, AT_FDCWD, rootfs, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
        must(fd, "open_tree");
        must(syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH, &attr, sizeof attr), "map ids");
        must(mkdir("lower", 0700), "lower");
        must(syscall(SYS_move_mount, fd, "", AT_FDCWD, "lower", MOVE_MOUNT_F_EMPTY_PATH), "lower");
        close(fd);
        must(chown("upper", base, base), "upper");
        must(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "securebits");
        setfsgid(base);
        setfsuid(base);
}

static void mount_root(const char *rootfs, const char *layer)
{
        char options[1024];
        must(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL), "slave");
        must(mkdir(layer, 0700), layer);
        must(chdir(layer), layer);
        must(mkdir("upper", 0755), "upper");
        must(mkdir("work", 0700), "work");
        must(mkdir("merged", 0700), "merged");
        if (user_fd >= 0)
                map_root(rootfs);
        snprintf(options, sizeof options,
                 "lowerdir=%s,upperdir=upper,workdir=work,index=off,metacopy=off,redirect_dir=nofollow,"
                 "volatile",
                 user_fd >= 0 ? "lower" : rootfs);
        must(mount("overlay", "merged", "overlay", MS_NODEV, options), "overlay");
        must(chdir("merged"), "merged");
}

static void make_dev(void)
{
        static const struct {
                const char *path;
                unsigned major, minor;
        } nodes[] = {{"dev/null", 1, 3},   {"dev/zero", 1, 5},    {"dev/full", 1, 7},
                     {"dev/random", 1, 8}, {"dev/urandom", 1, 9}, {"dev/tty", 5, 0}};
        static const char *const links[][2] = {
                {"/proc/self/fd", "dev/fd"},       {"/proc/self/fd/0", "dev/stdin"},
                {"/proc/self/fd/1", "dev/stdout"}, {"/proc/self/fd/2", "dev/stderr"},
                {"/proc/kcore", "dev/core"},       {"pts/ptmx", "dev/ptmx"}};
        static const char *const folders[] = {"dev/pts", "dev/shm", "dev/mqueue"};
        char terminals[64];
        snprintf(terminals, sizeof terminals, "mode=0620,ptmxmode=0666,gid=%u", base + 5);
        must(mount("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=65536"), "dev");
        for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
                must(mkdir(folders[i], 0755), folders[i]);
        for (size_t i = 0; i < ARRAY_SIZE(nodes); i++)
                must(mknod(nodes[i].path, S_IFCHR | 0666, makedev(nodes[i].major, nodes[i].minor)),
                     nodes[i].path);
        for (size_t i = 0; i < ARRAY_SIZE(links); i++)
                must(symlink(links[i][0], links[i][1]), links[i][1]);
        must(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, terminals), "devpts");
        must(mount("tmpfs", "dev/shm", "tmpfs", NO_SUID_DEV_EXEC, "mode=1777,size=67108864"), "shm");
        must(mount("mqueue", "dev/mqueue", "mqueue", NO_SUID_DEV_EXEC, NULL), "mqueue");
}

/* What isn't there needs no mask. */
static void mask(void)
{
        static const char *const masked[] = {
                "proc/acpi",       "proc/asound",        "proc/interrupts",  "proc/kcore",
                "proc/keys",       "proc/latency_stats", "proc/sched_debug", "proc/scsi",
                "proc/timer_list", "proc/timer_stats",   "sys/firmware",     "sys/devices/virtual/powercap",
                "sys/fs/selinux"};
        static const char *const read_only[] = {"proc/bus", "proc/fs", "proc/irq", "proc/sys",
                                                "proc/sysrq-trigger"};
        for (size_t i = 0; i < ARRAY_SIZE(masked); i++)
                if (mount("dev/null", masked[i], NULL, MS_BIND, NULL) < 0 && errno == ENOTDIR)
                        must(mount("tmpfs", masked[i], "tmpfs", MS_RDONLY, "size=0"), masked[i]);
        for (size_t i = 0; i < ARRAY_SIZE(read_only); i++)
                if (mount(read_only[i], read_only[i], NULL, MS_BIND | MS_REC, NULL) == 0)
                        must(mount(NULL, read_only[i], NULL,
                                   MS_BIND | MS_REMOUNT | MS_RDONLY | NO_SUID_DEV_EXEC, NULL),
                             read_only[i]);
}

static void enter_root(void)
{
        must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
        must(umount2(".", MNT_DETACH), "umount");
        must(chdir("/"), "/");
}

static void enter_user(void)
{
        if (user_fd < 0)
                return;
        must(setns(user_fd, CLONE_NEWUSER), "user namespace");
        must(setgroups(0, NULL), "setgroups");
        must(setresgid(0, 0, 0), "setresgid");
        must(setresuid(0, 0, 0), "setresuid");
}

static void load_filter(unsigned long long capabilities)
{
        Filter filter;
        must(filter_make(&filter_builtin, capabilities, &socket_families_default, &filter), "filter");
        const struct sock_fprog program = {.len = (unsigned short)filter.n, .filter = filter.instructions};
        must(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program), "seccomp");
}

static void drop_privileges(void)
{
        static const int kept[] = {
                CAP_CHOWN,   CAP_DAC_OVERRIDE, CAP_FSETID,           CAP_FOWNER,     CAP_SETGID, CAP_SETUID,
                CAP_SETFCAP, CAP_SETPCAP,      CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL};
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct data[2] = {};
        unsigned long long set = 0;
        for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
                set |= 1ULL << kept[i];
        for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
                if (!(set >> i & 1))
                        must(prctl(PR_CAPBSET_DROP, i, 0, 0, 0), "bounding set");
        data[0].effective = data[0].permitted = (unsigned)set;
        must(syscall(SYS_capset, &header, data), "capset");
        must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
        if (user_fd >= 0)
                load_filter(set);
}

int main(int argc, char **argv)
{
        static char path[] = "PATH=/bin";
        char *environment[] = {path, NULL};
        struct clone_args args = {.flags = CLONE_PARENT | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS |
                                           CLONE_NEWCGROUP};
        if (argc != 7) {
                fprintf(stderr, "bare-start NET IPC USER ROOTFS LAYER PROGRAM\n");
                return 2;
        }
        open_user(argv[3]);
        join(argv[1], CLONE_NEWNET);
        join(argv[2], CLONE_NEWIPC);
        long pid = syscall(SYS_clone3, &args, sizeof args);
        must(pid, "clone3");
        if (pid > 0)
                return 0;
        must(setsid(), "setsid");
        must(sethostname("bench", 5), "sethostname");
        mount_root(argv[4], argv[5]);
        must(mount("proc", "proc", "proc", NO_SUID_DEV_EXEC, NULL), "proc");
        must(mount("sysfs", "sys", "sysfs", NO_SUID_DEV_EXEC | MS_RDONLY, NULL), "sys");
        make_dev();
        mask();
        enter_root();
        enter_user();
        drop_privileges();
        must(syscall(SYS_close_range, 3, ~0U, 0), "close_range");
        execve(argv[6], argv + 6, environment);
        must(-1, argv[6]);
}
