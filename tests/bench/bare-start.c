/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bare-start NET IPC ROOTFS LAYER PROGRAM: a container with the least that makes one, nothing checked and
 * nothing told: joins two namespaces, makes the others, mounts an overlay with /proc, /sys and /dev, masks,
 * changes the root, drops capabilities, executes. What coslice-helper and crun are held against. LAYER is a
 * folder for the writable layer, made here. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
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

static void mount_root(const char *rootfs, const char *layer)
{
        char options[1024], upper[256], work[256];
        snprintf(upper, sizeof upper, "%s/upper", layer);
        snprintf(work, sizeof work, "%s/work", layer);
        snprintf(options, sizeof options,
                 "lowerdir=%s,upperdir=%s,workdir=%s,index=off,metacopy=off,redirect_dir=nofollow,volatile",
                 rootfs, upper, work);
        must(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL), "slave");
        must(mkdir(layer, 0700), layer);
        must(mkdir(upper, 0755), upper);
        must(mkdir(work, 0700), work);
        must(mount("overlay", layer, "overlay", MS_NODEV, options), "overlay");
        must(chdir(layer), layer);
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
        must(mount("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=65536"), "dev");
        for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
                must(mkdir(folders[i], 0755), folders[i]);
        for (size_t i = 0; i < ARRAY_SIZE(nodes); i++)
                must(mknod(nodes[i].path, S_IFCHR | 0666, makedev(nodes[i].major, nodes[i].minor)),
                     nodes[i].path);
        for (size_t i = 0; i < ARRAY_SIZE(links); i++)
                must(symlink(links[i][0], links[i][1]), links[i][1]);
        must(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "mode=0620,ptmxmode=0666,gid=5"),
             "devpts");
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
}

int main(int argc, char **argv)
{
        static char path[] = "PATH=/bin";
        char *environment[] = {path, NULL};
        struct clone_args args = {.flags = CLONE_PARENT | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS |
                                           CLONE_NEWCGROUP};
        if (argc != 6) {
                fprintf(stderr, "bare-start NET IPC ROOTFS LAYER PROGRAM\n");
                return 2;
        }
        join(argv[1], CLONE_NEWNET);
        join(argv[2], CLONE_NEWIPC);
        long pid = syscall(SYS_clone3, &args, sizeof args);
        must(pid, "clone3");
        if (pid > 0)
                return 0;
        must(setsid(), "setsid");
        must(sethostname("bench", 5), "sethostname");
        mount_root(argv[3], argv[4]);
        must(mount("proc", "proc", "proc", NO_SUID_DEV_EXEC, NULL), "proc");
        must(mount("sysfs", "sys", "sysfs", NO_SUID_DEV_EXEC | MS_RDONLY, NULL), "sys");
        make_dev();
        mask();
        enter_root();
        drop_privileges();
        must(syscall(SYS_close_range, 3, ~0U, 0), "close_range");
        execve(argv[5], argv + 5, environment);
        must(-1, argv[5]);
}
