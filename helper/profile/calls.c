/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Structured as the default profile of moby, which is what images are made for; docs/SECURITY.md has the
 * differences. Two parts of it stand in preamble.c, since they depend on arguments in ways that libseccomp
 * can't express: sockets, new namespaces, ioctl. */
#include "helper/profile/calls.h"

#include "core/base/cleanup.h"

#include <linux/capability.h>

#define ALLOWED(calls)                                   \
        {                                                \
                .answer = CALL_ALLOWED, .names = (calls) \
        }
#define EITHER(x, y, calls)                                                        \
        {                                                                          \
                .answer = CALL_BY_CAPABILITY, .names = (calls), .a = (x), .b = (y) \
        }
#define CAPABLE(x, calls) EITHER(x, x, calls)
#define NOT_THERE(calls)                                   \
        {                                                  \
                .answer = CALL_NOT_THERE, .names = (calls) \
        }
#define BY_VALUE(list, calls)                                                                             \
        {                                                                                                 \
                .answer = CALL_BY_VALUE, .names = (calls), .values = (list), .n_values = ARRAY_SIZE(list) \
        }

/* personality(2): PER_LINUX, PER_LINUX32, each also with UNAME26, and the question which it is. Others turn
 * protections off, ADDR_NO_RANDOMIZE and READ_IMPLIES_EXEC among them. */
static const uint32_t personalities[] = {0x0, 0x8, 0x20000, 0x20008, 0xffffffff};

const CallRow call_rows[] = {
        /* Files by path. Opening by file handle is in no row, CAP_DAC_READ_SEARCH or not: a handle leads out
         * of the root to any file of the file system that the root lies in (CVE-2014-3519, "shocker"). Nor is
         * asking for one. */
        ALLOWED("access chdir chmod chown chown32 creat faccessat faccessat2 fchmodat fchownat fstatat64 "
                "futimesat getcwd lchown lchown32 link linkat lstat lstat64 mkdir mkdirat mknod mknodat "
                "newfstatat open openat openat2 readlink readlinkat rename renameat renameat2 rmdir stat "
                "stat64 "
                "statfs statfs64 statx symlink symlinkat truncate truncate64 umask unlink unlinkat utime "
                "utimensat utimensat_time64 utimes"),
        ALLOWED("getxattr lgetxattr listxattr llistxattr lremovexattr lsetxattr removexattr setxattr"),
        CAPABLE(CAP_SYS_CHROOT, "chroot"),
        /* Files by descriptor. */
        ALLOWED("_llseek close close_range copy_file_range dup dup2 dup3 fadvise64 fadvise64_64 fallocate "
                "fchdir "
                "fchmod fchown fchown32 fcntl fcntl64 fdatasync fgetxattr flistxattr flock fremovexattr "
                "fsetxattr fstat fstat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 getdents getdents64 "
                "lseek pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readv "
                "sendfile "
                "sendfile64 splice sync sync_file_range syncfs tee vmsplice write writev"),
        ALLOWED("arm_fadvise64_64 arm_sync_file_range sync_file_range2"),
        /* But for two of its requests: preamble.c. */
        ALLOWED("ioctl"),
        /* Waiting for what happens. io_uring is in no row: calls made through its rings pass no filter. */
        ALLOWED("_newselect epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 "
                "epoll_wait epoll_wait_old eventfd eventfd2 fanotify_mark inotify_add_watch inotify_init "
                "inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents "
                "io_pgetevents_time64 io_setup io_submit poll ppoll ppoll_time64 pselect6 pselect6_time64 "
                "select signalfd signalfd4 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime "
                "timerfd_settime64"),
        CAPABLE(CAP_SYS_ADMIN, "fanotify_init"),
        /* Memory. Policies of NUMA nodes move what others have in memory, too. */
        ALLOWED("brk madvise membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mmap2 "
                "mprotect mremap msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect "
                "remap_file_pages"),
        CAPABLE(CAP_SYS_NICE, "get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
        /* Sockets. Which of them can be made is told in preamble.c. */
        ALLOWED("accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom "
                "recvmmsg "
                "recvmmsg_time64 recvmsg send sendmmsg sendmsg sendto setsockopt shutdown socket socketpair"),
        /* System V's and POSIX' IPC, which is the group's. */
        ALLOWED("ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend "
                "mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop "
                "semtimedop_time64 shmat shmctl shmdt shmget"),
        /* Processes and threads. clone3 has its flags in memory, where no filter sees them: libraries go on
         * with clone. */
        ALLOWED("clone execve execveat exit exit_group fork get_robust_list getpgid getpgrp getpid getppid "
                "getpriority getrlimit getrusage getsid gettid ioprio_get ioprio_set kill pidfd_open "
                "pidfd_send_signal prctl prlimit64 process_mrelease rseq sched_get_priority_max "
                "sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler "
                "sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr "
                "sched_setparam sched_setscheduler sched_yield set_robust_list set_tid_address setpgid "
                "setpriority setrlimit setsid tgkill tkill ugetrlimit vfork wait4 waitid waitpid"),
        NOT_THERE("clone3"),
        ALLOWED("futex futex_time64 futex_waitv"),
        /* Of its own, as far as Yama and capabilities allow it; a filter holds for a process that is traced.
         */
        ALLOWED("process_vm_readv process_vm_writev ptrace"),
        CAPABLE(CAP_SYS_PTRACE, "kcmp pidfd_getfd process_madvise"),
        ALLOWED("arch_prctl breakpoint cacheflush get_thread_area modify_ldt riscv_flush_icache "
                "set_thread_area "
                "set_tls swapcontext"),
        BY_VALUE(personalities, "personality"),
        /* Signals and time. */
        ALLOWED("pause restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo "
                "rt_sigreturn "
                "rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack "
                "sigprocmask "
                "sigreturn"),
        ALLOWED("adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime "
                "clock_gettime64 clock_nanosleep clock_nanosleep_time64 getitimer gettimeofday nanosleep "
                "setitimer time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 "
                "timer_settime timer_settime64 times"),
        CAPABLE(CAP_SYS_TIME, "clock_settime clock_settime64 settimeofday stime"),
        /* Ids, privileges, and giving up more of them. Keys of the kernel are in no row: they count against
         * the user's limits, and request_key runs a program of the host's. */
        ALLOWED("capget capset getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 "
                "getresgid getresgid32 getresuid getresuid32 getuid getuid32 setfsgid setfsgid32 setfsuid "
                "setfsuid32 setgid setgid32 setgroups setgroups32 setregid setregid32 setresgid setresgid32 "
                "setresuid setresuid32 setreuid setreuid32 setuid setuid32"),
        ALLOWED("landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp"),
        /* The machine. */
        ALLOWED("getcpu getrandom sysinfo uname"),
        EITHER(CAP_SYS_ADMIN, CAP_SYSLOG, "syslog"),
        EITHER(CAP_SYS_ADMIN, CAP_BPF, "bpf"),
        EITHER(CAP_SYS_ADMIN, CAP_PERFMON, "perf_event_open"),
        CAPABLE(CAP_SYS_BOOT, "reboot"),
        CAPABLE(CAP_SYS_MODULE, "delete_module finit_module init_module"),
        CAPABLE(CAP_SYS_PACCT, "acct"),
        CAPABLE(CAP_SYS_RAWIO, "ioperm iopl"),
        CAPABLE(CAP_SYS_TTY_CONFIG, "vhangup"),
        /* Mounts and namespaces; a user namespace never: preamble.c. */
        CAPABLE(CAP_SYS_ADMIN, "fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount "
                               "open_tree quotactl "
                               "quotactl_fd setdomainname sethostname setns umount umount2 unshare"),
};
const size_t n_call_rows = ARRAY_SIZE(call_rows);

const NumberRow number_rows[] = {
        {"cachestat", 451, CALL_ALLOWED, 0, 0},
        {"fchmodat2", 452, CALL_ALLOWED, 0, 0},
        {"map_shadow_stack", 453, CALL_ALLOWED, 0, 0},
        {"futex_wake", 454, CALL_ALLOWED, 0, 0},
        {"futex_wait", 455, CALL_ALLOWED, 0, 0},
        {"futex_requeue", 456, CALL_ALLOWED, 0, 0},
        /* Of the container's own mounts, which /proc/self/mountinfo has too. */
        {"statmount", 457, CALL_ALLOWED, 0, 0},
        {"listmount", 458, CALL_ALLOWED, 0, 0},
        {"lsm_get_self_attr", 459, CALL_BY_CAPABILITY, CAP_SYS_ADMIN, CAP_SYS_ADMIN},
        {"lsm_set_self_attr", 460, CALL_BY_CAPABILITY, CAP_SYS_ADMIN, CAP_SYS_ADMIN},
        {"lsm_list_modules", 461, CALL_BY_CAPABILITY, CAP_SYS_ADMIN, CAP_SYS_ADMIN},
        {"mseal", 462, CALL_ALLOWED, 0, 0},
        {"setxattrat", 463, CALL_ALLOWED, 0, 0},
        {"getxattrat", 464, CALL_ALLOWED, 0, 0},
        {"listxattrat", 465, CALL_ALLOWED, 0, 0},
        {"removexattrat", CALL_LAST, CALL_ALLOWED, 0, 0},
};
const size_t n_number_rows = ARRAY_SIZE(number_rows);
