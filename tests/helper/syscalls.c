/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* syscalls FILE: makes system calls that a payload should not have, and some that it should, and writes to
 * FILE what came of each: "WORDS… ok" or "WORDS… ERRNO". The arguments are such that a call that is let
 * through does no harm. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *out;
static bool i386;

__attribute__((format(printf, 2, 3))) static long tell(long r, const char *format, ...)
{
        int error = errno;
        va_list arguments;
        va_start(arguments, format);
        vfprintf(out, format, arguments);
        va_end(arguments);
        if (r < 0)
                fprintf(out, " %s\n", strerrorname_np(error));
        else
                fputs(" ok\n", out);
        return r;
}

/* Where the kernel has no such way (ia32_emulation=0, and what confidential machines have), taking it is
 * fatal. */
static bool has_i386(void)
{
        int status = 0;
        pid_t pid = fork();
        if (pid == 0) {
                long r = 20; /* getpid */
                __asm__ volatile("int $0x80" : "+a"(r) : : "memory", "r8", "r9", "r10", "r11");
                _exit(0);
        }
        waitpid(pid, &status, 0);
        return status == 0;
}

/* The way of programs for i386, from one for x86-64: no address is passed. */
static long call_i386(long number, long a, long b, long c)
{
        if (!i386) {
                errno = EOPNOTSUPP;
                return -1;
        }
        long r;
        __asm__ volatile("int $0x80"
                         : "=a"(r)
                         : "a"(number), "b"(a), "c"(b), "d"(c)
                         : "memory", "r8", "r9", "r10", "r11");
        int result = (int)r;
        if (result >= 0 || result < -4095)
                return result;
        errno = -result;
        return -1;
}

static void close_if(long fd)
{
        if (fd >= 0)
                close((int)fd);
}

static void try_sockets(void)
{
        static const int types[] = {1, 2, 3, 4, 5, 6, 10};
        int pair[2];
        for (int family = 0; family < 64; family++)
                for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
                        close_if(tell(socket(family, types[i], 0), "socket %d %d 0", family, types[i]));
                        if (tell(socketpair(family, types[i], 0, pair), "socketpair %d %d 0", family,
                                 types[i]) == 0) {
                                close(pair[0]);
                                close(pair[1]);
                        }
                        close_if(tell(call_i386(359, family, types[i], 0), "i386-socket %d %d 0", family,
                                      types[i]));
                }
        for (int protocol = 0; protocol < 64; protocol++)
                close_if(tell(socket(AF_NETLINK, SOCK_RAW, protocol), "socket 16 3 %d", protocol));
        for (int family = AF_INET; family <= AF_INET6; family += AF_INET6 - AF_INET)
                for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++)
                        for (int protocol = 1; protocol < 300; protocol++)
                                close_if(tell(socket(family, type, protocol), "socket %d %d %d", family, type,
                                              protocol));
        tell(syscall(SYS_socket, (1L << 32) | 38, SOCK_SEQPACKET, 0), "socket high-38 5 0");
        tell(call_i386(102, 1, 0, 0), "i386-socketcall");
}

static void try_keys(void)
{
        static const char *const types[] = {
                "user",       "logon",       "keyring",          "big_key", "encrypted",
                "trusted",    "asymmetric",  "dns_resolver",     "rxrpc",   "rxrpc_s",
                "cifs.idmap", "cifs.spnego", "id_resolver",      "ceph",    "fscrypt-provisioning",
                "pkcs7_test", "blacklist",   ".request_key_auth"};
        for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
                tell(syscall(SYS_add_key, types[i], "a", "b", 1UL, -2), "add_key %s", types[i]);
                tell(syscall(SYS_request_key, types[i], "a", "b", -2), "request_key %s", types[i]);
        }
        for (long operation = 0; operation < 40; operation++)
                tell(syscall(SYS_keyctl, operation, -1L, 0L, 0L, 0L), "keyctl %ld", operation);
        for (long number = 286; number <= 288; number++)
                tell(call_i386(number, 0, 0, 0), "i386-key %ld", number);
}

static void try_clone(unsigned long flags, const char *name)
{
        long pid = syscall(SYS_clone, flags | SIGCHLD, 0L, 0L, 0L, 0L);
        if (pid == 0)
                _exit(0);
        if (tell(pid, "clone %s", name) > 0)
                waitpid((pid_t)pid, NULL, 0);
}

static void try_namespaces(void)
{
        static const struct {
                const char *name;
                unsigned long flag;
        } kinds[] = {{"mount", CLONE_NEWNS},     {"uts", CLONE_NEWUTS}, {"ipc", CLONE_NEWIPC},
                     {"user", CLONE_NEWUSER},    {"pid", CLONE_NEWPID}, {"net", CLONE_NEWNET},
                     {"cgroup", CLONE_NEWCGROUP}};
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
                tell(syscall(SYS_unshare, kinds[i].flag), "unshare %s", kinds[i].name);
                try_clone(kinds[i].flag, kinds[i].name);
                tell(call_i386(310, (long)kinds[i].flag, 0, 0), "i386-unshare %s", kinds[i].name);
        }
        tell(syscall(SYS_unshare, 0x80L), "unshare time");
        try_clone(0, "plain");
        tell(syscall(SYS_clone3, 0L, 0L), "clone3");
        tell(syscall(SYS_setns, -1L, 0L), "setns");
}

static void try_terminals(void)
{
        static const unsigned long high[] = {0, 1UL << 32, 1UL << 63, 0xffffffff00000000UL};
        for (size_t i = 0; i < sizeof high / sizeof *high; i++) {
                tell(syscall(SYS_ioctl, -1L, TIOCSTI | high[i], 0L), "TIOCSTI %lx", high[i]);
                tell(syscall(SYS_ioctl, -1L, TIOCLINUX | high[i], 0L), "TIOCLINUX %lx", high[i]);
                tell(syscall(SYS_ioctl, -1L, TIOCGWINSZ | high[i], 0L), "TIOCGWINSZ %lx", high[i]);
        }
        tell(call_i386(54, -1, TIOCSTI, 0), "i386-TIOCSTI");
        tell(call_i386(54, -1, TIOCGWINSZ, 0), "i386-TIOCGWINSZ");
}

static void try_numbers(void)
{
        static const struct {
                const char *name;
                long number;
        } calls[] = {{"io_uring_setup", 425},
                     {"io_uring_enter", 426},
                     {"io_uring_register", 427},
                     {"name_to_handle_at", SYS_name_to_handle_at},
                     {"open_by_handle_at", SYS_open_by_handle_at},
                     {"bpf", SYS_bpf},
                     {"perf_event_open", SYS_perf_event_open},
                     {"userfaultfd", SYS_userfaultfd},
                     {"kexec_load", SYS_kexec_load},
                     {"init_module", SYS_init_module},
                     {"finit_module", SYS_finit_module},
                     {"mount", SYS_mount},
                     {"umount2", SYS_umount2},
                     {"open_tree", 428},
                     {"fsopen", 430},
                     {"pivot_root", SYS_pivot_root},
                     {"swapon", SYS_swapon},
                     {"quotactl", SYS_quotactl},
                     {"mbind", SYS_mbind},
                     {"kcmp", SYS_kcmp},
                     {"syslog", SYS_syslog}};
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
                tell(syscall(calls[i].number, -1L, -1L, -1L, -1L, -1L, -1L), "number %s", calls[i].name);
                tell(syscall(calls[i].number | 0x40000000, -1L, -1L, -1L, -1L, -1L, -1L), "x32 %s",
                     calls[i].name);
        }
        tell(syscall(SYS_getpid | 0x40000000), "x32 getpid");
        tell(syscall(41 | 0x40000000, 1L, 1L, 0L), "x32 socket");
        tell(call_i386(425, 1, 0, 0), "i386-io_uring_setup");
        tell(call_i386(342, -1, 0, 0), "i386-open_by_handle_at");
        tell(call_i386(20, 0, 0, 0), "i386-getpid");
        for (long number = 467; number < 600; number++) {
                tell(syscall(number, -1L, -1L, -1L, -1L, -1L, -1L), "later %ld", number);
                tell(call_i386(number, -1, -1, -1), "i386-later %ld", number);
        }
        tell(syscall(SYS_getppid), "getppid");
        tell(syscall(SYS_personality, 0xffffffffUL), "personality ask");
        tell(syscall(SYS_personality, 0x0040000UL), "personality no-randomize");
}

int main(int argc, char **argv)
{
        if (argc != 2 || !(out = fopen(argv[1], "w")))
                return 1;
        i386 = has_i386();
        tell(i386 ? 0 : -1, "i386");
        try_sockets();
        try_keys();
        try_namespaces();
        try_terminals();
        try_numbers();
        return fclose(out) < 0;
}
