/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/filter.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Names, since some architectures don't have all of them: libseccomp leaves those out. */
static const char *const copy_calls[] = {
        "read",           "write",           "close",         "brk",         "munmap",
        "mremap",         "madvise",         "exit",          "exit_group",  "rt_sigreturn",
        "futex",          "restart_syscall", "getrandom",     "lseek",       "_llseek",
        "fstat",          "fstat64",         "clock_gettime", "sched_yield", "clock_gettime64",
        "rt_sigprocmask", "futex_time64",
};
static const char *const write_calls[] = {
        "openat",           "openat2",   "mkdirat",     "unlinkat",     "symlinkat",
        "linkat",           "fchown",    "fchown32",    "fchownat",     "fchmod",
        "fchmodat",         "ftruncate", "ftruncate64", "pwrite64",     "utimensat",
        "utimensat_time64", "fsetxattr", "flistxattr",  "fremovexattr", "newfstatat",
        "fstatat64",        "statx",     "fstatfs",     "fstatfs64",    "getdents64",
        "fchdir",           "getcwd",
};

static int allow(scmp_filter_ctx filter, const char *name)
{
        int call = seccomp_syscall_resolve_name(name);
        /* A number below 0 is one of another architecture. */
        return call < 0 ? 0 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
}

static int allow_all(scmp_filter_ctx filter, const char *const *names, size_t n)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = allow(filter, names[i]);
        return r;
}

/* Memory that isn't executed: no code is loaded. */
static int allow_memory(scmp_filter_ctx filter)
{
        static const char *const names[] = {"mmap", "mmap2", "mprotect"};
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(names) && r == 0; i++) {
                int call = seccomp_syscall_resolve_name(names[i]);
                if (call >= 0)
                        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        }
        return r;
}

static int allow_fifos(scmp_filter_ctx filter)
{
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mknodat), 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, S_IFMT, S_IFIFO));
}

/* Not F_SETOWN, by which a process that is root can have the kernel send signals to any other one. */
static int allow_descriptors(scmp_filter_ctx filter)
{
        static const char *const names[] = {"fcntl", "fcntl64"};
        static const scmp_datum_t commands[] = {F_GETFL, F_GETFD, F_SETFD, F_DUPFD_CLOEXEC};
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(names) * ARRAY_SIZE(commands) && r == 0; i++) {
                int call = seccomp_syscall_resolve_name(names[i / ARRAY_SIZE(commands)]);
                if (call >= 0)
                        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                             SCMP_A1(SCMP_CMP_EQ, commands[i % ARRAY_SIZE(commands)]));
        }
        return r;
}

static void release(scmp_filter_ctx *filter)
{
        if (*filter)
                seccomp_release(*filter);
}

int filter_load(FilterKind kind)
{
        _cleanup_(release) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
        if (!filter)
                return -ENOMEM;
        int r = allow_all(filter, copy_calls, ARRAY_SIZE(copy_calls));
        if (r == 0)
                r = allow_memory(filter);
        if (r == 0 && kind == FILTER_WRITE)
                r = allow_all(filter, write_calls, ARRAY_SIZE(write_calls));
        if (r == 0 && kind == FILTER_WRITE)
                r = allow_fifos(filter);
        if (r == 0 && kind == FILTER_WRITE)
                r = allow_descriptors(filter);
        return r == 0 ? seccomp_load(filter) : r;
}
