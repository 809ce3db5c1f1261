/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What moby's default profile answers on x86-64 (seccomp/default.json of moby/profiles, of 2025, for kernels
 * from 4.8 on), and in what ours differs. What is in no list has EPERM. Names of other architectures are left
 * out. */
#pragma once

#include <linux/capability.h>
#include <stddef.h>

static const char moby_allows[] =
        "accept accept4 access add_key adjtimex alarm arch_prctl bind brk cachestat capget capset chdir "
        "chmod chown "
        "chown32 clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime "
        "clock_gettime64 "
        "clock_nanosleep clock_nanosleep_time64 close close_range connect copy_file_range creat dup dup2 "
        "dup3 "
        "epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait "
        "epoll_wait_old eventfd "
        "eventfd2 execve execveat exit exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate "
        "fanotify_mark "
        "fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr "
        "flistxattr flock "
        "fork fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 "
        "futex "
        "futex_requeue futex_time64 futex_wait futex_waitv futex_wake futimesat getcpu getcwd getdents "
        "getdents64 "
        "getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getitimer getpeername "
        "getpgid "
        "getpgrp getpid getppid getpriority getrandom getresgid getresgid32 getresuid getresuid32 getrlimit "
        "get_robust_list getrusage getsid getsockname getsockopt get_thread_area gettid gettimeofday getuid "
        "getuid32 "
        "getxattr getxattrat inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel ioctl "
        "io_destroy "
        "io_getevents io_pgetevents io_pgetevents_time64 ioprio_get ioprio_set io_setup io_submit ipc keyctl "
        "kill "
        "landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lchown32 lgetxattr link "
        "linkat listen "
        "listmount listxattr listxattrat llistxattr _llseek lremovexattr lseek lsetxattr lstat lstat64 "
        "madvise "
        "map_shadow_stack membarrier memfd_create memfd_secret mincore mkdir mkdirat mknod mknodat mlock "
        "mlock2 mlockall "
        "mmap mmap2 modify_ldt mprotect mq_getsetattr mq_notify mq_open mq_timedreceive "
        "mq_timedreceive_time64 "
        "mq_timedsend mq_timedsend_time64 mq_unlink mremap mseal msgctl msgget msgrcv msgsnd msync munlock "
        "munlockall "
        "munmap name_to_handle_at nanosleep newfstatat _newselect open openat openat2 pause pidfd_open "
        "pidfd_send_signal "
        "pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl pread64 preadv preadv2 "
        "prlimit64 "
        "process_mrelease process_vm_readv process_vm_writev pselect6 pselect6_time64 ptrace pwrite64 "
        "pwritev pwritev2 "
        "read readahead readlink readlinkat readv recv recvfrom recvmmsg recvmmsg_time64 recvmsg "
        "remap_file_pages "
        "removexattr removexattrat rename renameat renameat2 request_key restart_syscall rmdir rseq "
        "rt_sigaction "
        "rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait "
        "rt_sigtimedwait_time64 "
        "rt_tgsigqueueinfo sched_getaffinity sched_getattr sched_getparam sched_get_priority_max "
        "sched_get_priority_min "
        "sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity "
        "sched_setattr "
        "sched_setparam sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop "
        "semtimedop_time64 "
        "send sendfile sendfile64 sendmmsg sendmsg sendto setfsgid setfsgid32 setfsuid setfsuid32 setgid "
        "setgid32 "
        "setgroups setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 "
        "setresuid "
        "setresuid32 setreuid setreuid32 setrlimit set_robust_list setsid setsockopt set_thread_area "
        "set_tid_address "
        "setuid setuid32 setxattr setxattrat shmat shmctl shmdt shmget shutdown sigaltstack signalfd "
        "signalfd4 "
        "sigprocmask sigreturn socketcall socketpair splice stat stat64 statfs statfs64 statmount statx "
        "symlink symlinkat "
        "sync sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun "
        "timer_gettime "
        "timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 "
        "timerfd_settime "
        "timerfd_settime64 times tkill truncate truncate64 ugetrlimit umask uname unlink unlinkat uretprobe "
        "utime "
        "utimensat utimensat_time64 utimes vfork vmsplice wait4 waitid waitpid write writev "
        /* With the argument 0 that all are tried with; what others do is tested by itself. */
        "clone personality socket";

/* Allowed with either of two capabilities. */
static const struct {
        const char *names;
        unsigned a, b;
} moby_capabilities[] = {
        {"open_by_handle_at", CAP_DAC_READ_SEARCH, CAP_DAC_READ_SEARCH},
        {"clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr "
         "lsm_list_modules "
         "lsm_set_self_attr mount mount_setattr move_mount open_tree quotactl quotactl_fd setdomainname "
         "sethostname setns "
         "umount umount2 unshare",
         CAP_SYS_ADMIN, CAP_SYS_ADMIN},
        {"reboot", CAP_SYS_BOOT, CAP_SYS_BOOT},
        {"chroot", CAP_SYS_CHROOT, CAP_SYS_CHROOT},
        {"delete_module init_module finit_module", CAP_SYS_MODULE, CAP_SYS_MODULE},
        {"acct", CAP_SYS_PACCT, CAP_SYS_PACCT},
        {"kcmp pidfd_getfd process_madvise", CAP_SYS_PTRACE, CAP_SYS_PTRACE},
        {"iopl ioperm", CAP_SYS_RAWIO, CAP_SYS_RAWIO},
        {"settimeofday stime clock_settime clock_settime64", CAP_SYS_TIME, CAP_SYS_TIME},
        {"vhangup", CAP_SYS_TTY_CONFIG, CAP_SYS_TTY_CONFIG},
        {"get_mempolicy mbind set_mempolicy set_mempolicy_home_node", CAP_SYS_NICE, CAP_SYS_NICE},
        {"syslog", CAP_SYSLOG, CAP_SYS_ADMIN},
        {"bpf", CAP_BPF, CAP_SYS_ADMIN},
        {"perf_event_open", CAP_PERFMON, CAP_SYS_ADMIN},
};

/* What ours answers instead, whatever the capabilities. */
static const struct {
        const char *names;
        int error;
        const char *reason;
} differences[] = {
        {"add_key keyctl request_key", EPERM,
         "keys count against limits of the user, request_key runs a program of the host's"},
        {"name_to_handle_at open_by_handle_at", EPERM,
         "a handle leads to any file of the file system that the root lies in"},
        {"clone3", ENOSYS, "its flags are in memory: with CAP_SYS_ADMIN it could make a user namespace"},
        {"socketcall", ENOSYS, "the family is in memory"},
        {"socket socketpair", EAFNOSUPPORT,
         "an allow list of families; 0, with which this was tried, is none"},
        {"uretprobe", EPERM,
         "only the kernel's own trampoline makes it, which passes filters by itself since 6.14"},
};

/* Calls that headers of Debian 12 don't know. */
static const struct {
        const char *name;
        unsigned number;
} newer[] = {
        {"cachestat", 451},         {"fchmodat2", 452},        {"map_shadow_stack", 453},
        {"futex_wake", 454},        {"futex_wait", 455},       {"futex_requeue", 456},
        {"statmount", 457},         {"listmount", 458},        {"lsm_get_self_attr", 459},
        {"lsm_set_self_attr", 460}, {"lsm_list_modules", 461}, {"mseal", 462},
        {"setxattrat", 463},        {"getxattrat", 464},       {"listxattrat", 465},
        {"removexattrat", 466},
};
#define LAST 466
