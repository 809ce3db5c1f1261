/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/seccomp/needed.h"

#include "core/contract/contract.h"
#include "helper/seccomp/bpf.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

typedef struct Needed {
        int number;
        const char *name;
        unsigned arguments[2]; /* those that a rule may look at */
} Needed;

/* From the filter to the payload, and from a failed exec to the end. */
static const Needed always[] = {
        {SYS_execveat, "execveat", {}},
        {SYS_execve, "execve", {}},
        {SYS_write, "write", {2}},
        {SYS_exit_group, "exit_group", {}},
};

/* As libc makes them: on machines of 32 bits the short names are those of 16-bit ids. */
#ifdef SYS_setresuid32
#define OF_IDS(name)                        \
        {                                   \
                SYS_##name##32, #name "32", \
                {                           \
                }                           \
        }
#else
#define OF_IDS(name)               \
        {                          \
                SYS_##name, #name, \
                {                  \
                }                  \
        }
#endif

/* With the filter already there: the rest of privilege_steps, the look for the program, and the talk with the
 * helper. */
static const Needed before[] = {
        OF_IDS(setgroups),
        OF_IDS(setresgid),
        OF_IDS(setresuid),
        {SYS_capset, "capset", {}},
        {SYS_prctl, "prctl", {PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL}},
        {SYS_openat, "openat", {(unsigned)AT_FDCWD}},
        {SYS_pread64, "pread64", {}},
        {SYS_read, "read", {}},
        {SYS_close, "close", {}},
        {SYS_sendto, "sendto", {}},
        {SYS_recvfrom, "recvfrom", {}},
};

static bool is_allowed(const Program *program, uint32_t arch, const Needed *needed)
{
        const struct seccomp_data data = {
                .nr = needed->number, .arch = arch, .args = {needed->arguments[0], needed->arguments[1]}};
        unsigned answer;
        if (bpf_run(program->instructions, program->n, &data, &answer) < 0)
                return false;
        answer &= SECCOMP_RET_ACTION_FULL;
        return answer == SECCOMP_RET_ALLOW || answer == SECCOMP_RET_LOG;
}

static int check(const Program *program, uint32_t arch, const Needed *needed, size_t n, const char *why,
                 Failure *failure)
{
        for (size_t i = 0; i < n; i++)
                if (!is_allowed(program, arch, needed + i))
                        return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0, "it refuses %s, %s",
                                           needed[i].name, why);
        return 0;
}

int needed_check(const Program *program, uint32_t arch, bool new_privileges, Failure *failure)
{
        if (!bpf_is_valid(program->instructions, program->n))
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "its filter is none that the kernel takes");
        int r = check(program, arch, always, ARRAY_SIZE(always),
                      "without which no container can start or end", failure);
        if (r == 0 && new_privileges)
                r = check(program, arch, before, ARRAY_SIZE(before),
                          "which a start with NoNewPrivileges=no takes once the filter is there", failure);
        return r;
}
