/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* within [--brief]: what a process in a container can find out of what holds it, "FIELD: VALUE" lines: its
 * namespaces, ids and capabilities, what of /proc and /sys is hidden or can be written to, and, without
 * --brief, what each system call answers to arguments with which it does nothing. Nobody outside is asked. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/keyctl.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARRAY_SIZE(a)  (sizeof(a) / sizeof((a)[0]))
#define LAST_CALL      480
#define LAST_FAMILY    45
#define LAST_NETLINK   22
#define NO_TYPE        15 /* of a socket: the kernel refuses it before it looks for the family's module */
#define PATIENCE       1  /* seconds for a call that waits */
#define STATUS_OK      0
#define STATUS_EXITED  255 /* by the call itself, which had -1 for a status */
#define CAP_SYS_ADMIN_ 21

static void show(const char *field, const char *value)
{
        printf("%s: %s\n", field, value);
}

/* The first line of a file, or what is said in its place. */
static void show_file(const char *field, const char *path)
{
        char line[512] = "";
        FILE *file = fopen(path, "re");
        if (!file || (!fgets(line, sizeof line, file) && ferror(file)))
                snprintf(line, sizeof line, "%s", strerrorname_np(errno));
        line[strcspn(line, "\n")] = 0;
        show(field, line);
        if (file)
                fclose(file);
}

static void show_namespaces(void)
{
        static const char *const kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};
        char path[64], target[64], field[64];
        for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
                snprintf(path, sizeof path, "/proc/self/ns/%s", kinds[i]);
                ssize_t n = readlink(path, target, sizeof target - 1);
                target[n < 0 ? 0 : n] = 0;
                snprintf(field, sizeof field, "namespace %s", kinds[i]);
                show(field, n < 0 ? strerrorname_np(errno) : target);
        }
}

/* Lines of /proc/self/status, as they are but for blanks; the effective capabilities are returned. */
static unsigned long long show_status(void)
{
        static const char *const wanted[] = {"Uid",        "Gid",     "Groups",         "CapInh",
                                             "CapPrm",     "CapEff",  "CapBnd",         "CapAmb",
                                             "NoNewPrivs", "Seccomp", "Seccomp_filters"};
        unsigned long long effective = ~0ULL;
        char line[512];
        FILE *file = fopen("/proc/self/status", "re");
        while (file && fgets(line, sizeof line, file)) {
                char *value = strchr(line, ':');
                if (!value)
                        continue;
                *value++ = 0;
                value[strcspn(value, "\n")] = 0;
                for (char *p = value; *p; p++)
                        if (*p == '\t')
                                *p = ' ';
                for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
                        if (strcmp(line, wanted[i]) == 0)
                                show(line, value + strspn(value, " "));
                if (strcmp(line, "CapEff") == 0)
                        effective = strtoull(value, NULL, 16);
        }
        if (file)
                fclose(file);
        return effective;
}

static void show_limits(void)
{
        struct rlimit core = {};
        getrlimit(RLIMIT_CORE, &core);
        printf("core: %lld\n", core.rlim_max == RLIM_INFINITY ? -1LL : (long long)core.rlim_max);
        show_file("tasks", "/sys/fs/cgroup/pids.max");
        show_file("memory", "/sys/fs/cgroup/memory.max");
        printf("securebits: %d\n", prctl(PR_GET_SECUREBITS));
}

/* What is mounted where, as the kernel tells it. */
static void show_mounts(void)
{
        char line[4096], place[1024], flags[256], kind[64];
        FILE *file = fopen("/proc/self/mountinfo", "re");
        while (file && fgets(line, sizeof line, file)) {
                const char *rest = strstr(line, " - ");
                if (rest && sscanf(line, "%*s %*s %*s %*s %1023s %255s", place, flags) == 2 &&
                    sscanf(rest, " - %63s", kind) == 1)
                        printf("mount %s: %s %s\n", place, kind, flags);
        }
        if (file)
                fclose(file);
}

static bool is_empty(const char *path)
{
        DIR *folder = opendir(path);
        int n = 0;
        while (folder && readdir(folder))
                n++;
        if (folder)
                closedir(folder);
        return n <= 2;
}

static const char *state_of(const char *path)
{
        struct stat st;
        struct statfs fs;
        struct statvfs flags;
        if (lstat(path, &st) < 0)
                return "absent";
        if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))
                return "hidden";
        if (statfs(path, &fs) == 0 && fs.f_type == TMPFS_MAGIC &&
            (S_ISDIR(st.st_mode) ? is_empty(path) : st.st_size == 0))
                return "hidden";
        return statvfs(path, &flags) == 0 && (flags.f_flag & ST_RDONLY) ? "read-only" : "open";
}

/* What Docker and Podman hide, or protect, and some that neither does. */
static void show_paths(void)
{
        static const char *const paths[] = {"/proc/acpi",
                                            "/proc/asound",
                                            "/proc/bus",
                                            "/proc/fs",
                                            "/proc/interrupts",
                                            "/proc/irq",
                                            "/proc/kallsyms",
                                            "/proc/kcore",
                                            "/proc/keys",
                                            "/proc/kmsg",
                                            "/proc/latency_stats",
                                            "/proc/sched_debug",
                                            "/proc/scsi",
                                            "/proc/sys",
                                            "/proc/sysrq-trigger",
                                            "/proc/timer_list",
                                            "/proc/timer_stats",
                                            "/sys",
                                            "/sys/dev/block",
                                            "/sys/devices/system/cpu/cpu0/thermal_throttle",
                                            "/sys/devices/virtual/powercap",
                                            "/sys/firmware",
                                            "/sys/fs/cgroup",
                                            "/sys/fs/selinux",
                                            "/sys/kernel/debug"};
        for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
                printf("path %s: %s\n", paths[i], state_of(paths[i]));
}

/* By its rights alone: nothing is opened. Processes have files of their own, in folders named by numbers. */
static int tell_writable(const char *path, const struct stat *st, int kind, struct FTW *at)
{
        const char *name = path + at->base;
        if (kind == FTW_D && at->level == 1 && strncmp(path, "/proc/", 6) == 0 && name[0] >= '0' &&
            name[0] <= '9')
                return FTW_SKIP_SUBTREE;
        if (kind == FTW_F && S_ISREG(st->st_mode) && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0)
                printf("writable: %s\n", path);
        return FTW_CONTINUE;
}

static void show_devices(void)
{
        struct dirent *entry;
        struct stat st;
        DIR *folder = opendir("/dev");
        while (folder && (entry = readdir(folder)))
                if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
                    (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode)))
                        printf("device %s: %c %u:%u %04o %u:%u\n", entry->d_name,
                               S_ISBLK(st.st_mode) ? 'b' : 'c', major(st.st_rdev), minor(st.st_rdev),
                               st.st_mode & 07777, st.st_uid, st.st_gid);
        if (folder)
                closedir(folder);
}

/* The result of a call is the status of the process that made it: an errno, or STATUS_OK. */
typedef long (*Call)(long);

static long call_number(long number)
{
        return syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
}

static void make(Call call, long argument)
{
        pid_t self = getpid();
        long r = call(argument);
        /* It was a fork: the other one says. */
        if (getpid() != self)
                _exit(0);
        _exit(r < 0 ? errno : STATUS_OK);
}

/* In a process of its own, which is killed when it waits. */
static const char *try(Call call, long argument)
{
        static char signal_name[32];
        const struct timespec patience = {.tv_sec = PATIENCE};
        sigset_t mask;
        int status;
        sigemptyset(&mask);
        sigaddset(&mask, SIGCHLD);
        sigprocmask(SIG_BLOCK, &mask, NULL);
        fflush(stdout);
        pid_t pid = fork();
        if (pid < 0)
                return "not tried";
        if (pid == 0)
                make(call, argument);
        bool waits = sigtimedwait(&mask, NULL, &patience) < 0;
        if (waits)
                kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        /* One that came late. */
        sigtimedwait(&mask, NULL, &(struct timespec){});
        if (waits)
                return "waits";
        if (WIFSIGNALED(status)) {
                snprintf(signal_name, sizeof signal_name, "SIG%s", sigabbrev_np(WTERMSIG(status)));
                return signal_name;
        }
        if (WEXITSTATUS(status) == STATUS_OK || WEXITSTATUS(status) == STATUS_EXITED)
                return "ok";
        return strerrorname_np(WEXITSTATUS(status)) ?: "another";
}

/* vfork(2) returns twice on one stack; and nothing keeps a container's process from hanging up its terminal.
 */
static void try_calls(void)
{
        for (long number = 0; number <= LAST_CALL; number++)
                printf("call %ld: %s\n", number,
                       number == SYS_vfork || number == SYS_vhangup ? "not tried" : try(call_number, number));
}

static long make_socket(long family)
{
        bool plain = family == AF_UNIX || family == AF_INET || family == AF_INET6;
        return socket((int)family, plain ? SOCK_STREAM : NO_TYPE, 0);
}

static long make_netlink(long protocol)
{
        return socket(AF_NETLINK, NO_TYPE, (int)protocol);
}

static long make_userns(long flags)
{
        return unshare((int)flags);
}

static long ask_keyring(long keyring)
{
        return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, keyring, 0);
}

/* Of no terminal. With more bits than the kernel reads, which a filter that compares all of them lets
 * through. */
static long ask_terminal(long request)
{
        return ioctl(-1, (unsigned long)request);
}

static long call_x32(long number)
{
        return syscall(0x40000000 | number);
}

/* Of a program for i386: no address is passed. */
static long call_i386(long number)
{
        long r = -ENOSYS;
#ifdef __x86_64__
        __asm__ volatile("int $0x80" : "=a"(r) : "a"(number) : "memory", "r8", "r9", "r10", "r11");
#endif
        errno = (int)r < 0 ? -(int)r : 0;
        return errno ? -1 : 0;
}

static void try_others(void)
{
        for (long family = 1; family <= LAST_FAMILY; family++)
                printf("family %ld: %s\n", family, try(make_socket, family));
        for (long protocol = 0; protocol <= LAST_NETLINK; protocol++)
                printf("netlink %ld: %s\n", protocol, try(make_netlink, protocol));
        show("new user namespace", try(make_userns, CLONE_NEWUSER));
        show("session keyring", try(ask_keyring, KEY_SPEC_SESSION_KEYRING));
        show("TIOCSTI", try(ask_terminal, TIOCSTI));
        show("TIOCSTI with more bits", try(ask_terminal, (long)(TIOCSTI | 1UL << 32)));
        show("TIOCLINUX", try(ask_terminal, TIOCLINUX));
        show("x32", try(call_x32, 39));   /* getpid */
        show("i386", try(call_i386, 20)); /* getpid */
}

int main(int argc, char **argv)
{
        bool brief = argc == 2 && strcmp(argv[1], "--brief") == 0;
        show_namespaces();
        show_file("uid map", "/proc/self/uid_map");
        show_file("gid map", "/proc/self/gid_map");
        show_file("label", "/proc/self/attr/current");
        /* With the rights of root some of what follows would do something. */
        if (show_status() >> CAP_SYS_ADMIN_ & 1) {
                fprintf(stderr, "within: this is no container\n");
                return 1;
        }
        show_limits();
        show_mounts();
        show_paths();
        show_devices();
        if (brief)
                return 0;
        nftw("/proc", tell_writable, 16, FTW_PHYS | FTW_ACTIONRETVAL);
        nftw("/sys", tell_writable, 16, FTW_PHYS | FTW_ACTIONRETVAL);
        try_others();
        try_calls();
        return 0;
}
