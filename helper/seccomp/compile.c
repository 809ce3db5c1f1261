/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/seccomp/compile.h"

#include "core/contract/contract.h"
#include "helper/common/compiled.h"

#include <ctype.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define ABIS_MAX 8
/* Numbers from here on are private to an architecture, arm, or of another ABI, x32. */
#define COMMON_CALLS_END 0xf0000

/* What PROFILE is for beside this machine's architecture. */
typedef struct Abis {
        uint32_t archs[ABIS_MAX];
        size_t n;
} Abis;

void program_done(Program *program)
{
        free(program->instructions);
        *program = (Program){};
}

static void context_done(scmp_filter_ctx *context)
{
        if (*context)
                seccomp_release(*context);
}

int compile_native(Situation *situation, uint32_t *ret_arch)
{
        static const struct {
                uint32_t arch;
                const char *name, *go_names[2];
        } known[] = {
                {SCMP_ARCH_X86_64, "SCMP_ARCH_X86_64", {"amd64"}},
                {SCMP_ARCH_X86, "SCMP_ARCH_X86", {"386", "x86"}},
                {SCMP_ARCH_AARCH64, "SCMP_ARCH_AARCH64", {"arm64"}},
                {SCMP_ARCH_ARM, "SCMP_ARCH_ARM", {"arm"}},
                {SCMP_ARCH_RISCV64, "SCMP_ARCH_RISCV64", {"riscv64"}},
        };
        for (size_t i = 0; i < ARRAY_SIZE(known); i++)
                if (known[i].arch == seccomp_arch_native()) {
                        situation->architecture = known[i].name;
                        situation->go_names[0] = known[i].go_names[0];
                        situation->go_names[1] = known[i].go_names[1];
                        *ret_arch = known[i].arch;
                        return 0;
                }
        return -EINVAL;
}

/* libseccomp's own names are "x86_64". */
static uint32_t find_arch(const char *name)
{
        char word[32] = "";
        const char *rest = string_after(name, "SCMP_ARCH_");
        if (!rest || strlen(rest) >= sizeof word)
                return 0;
        for (size_t i = 0; rest[i]; i++)
                word[i] = (char)tolower((unsigned char)rest[i]);
        return seccomp_arch_resolve_name(word);
}

static int add_arch(scmp_filter_ctx context, const char *name, Abis *abis, Failure *failure)
{
        uint32_t arch = find_arch(name);
        if (arch == 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "its architectures: libseccomp knows none that is called so");
        if (seccomp_arch_exist(context, arch) == 0)
                return 0;
        int r = abis->n == ABIS_MAX ? -E2BIG : seccomp_arch_add(context, arch);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, -r, "its architecture %s", name);
        abis->archs[abis->n++] = arch;
        return 0;
}

static int context_new(const Profile *profile, Abis *abis, scmp_filter_ctx *ret, Failure *failure)
{
        _cleanup_(context_done) scmp_filter_ctx context = seccomp_init(profile->default_answer);
        if (!context)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "its defaultAction is not one that this kernel has");
        /* A tree of numbers in place of a list: it takes half the time to load. */
        int r = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
        if (r == 0)
                r = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, -r, "begin its filter");
        abis->archs[abis->n++] = seccomp_arch_native();
        for (size_t i = 0; i < profile->architectures.n && r == 0; i++)
                r = add_arch(context, profile->architectures.items[i], abis, failure);
        if (r < 0)
                return r;
        *ret = context;
        context = NULL;
        return 0;
}

static int add_call(scmp_filter_ctx context, const Rule *rule, const char *name)
{
        static const enum scmp_compare comparisons[] = {
                [COMPARE_NE] = SCMP_CMP_NE,
                [COMPARE_LT] = SCMP_CMP_LT,
                [COMPARE_LE] = SCMP_CMP_LE,
                [COMPARE_EQ] = SCMP_CMP_EQ,
                [COMPARE_GE] = SCMP_CMP_GE,
                [COMPARE_GT] = SCMP_CMP_GT,
                [COMPARE_MASKED_EQ] = SCMP_CMP_MASKED_EQ,
        };
        struct scmp_arg_cmp arguments[PROFILE_ARGUMENTS];
        int number = seccomp_syscall_resolve_name(name);
        if (number == __NR_SCMP_ERROR)
                return 0;
        for (size_t i = 0; i < rule->n_arguments; i++) {
                const Argument *argument = rule->arguments + i;
                arguments[i] = (struct scmp_arg_cmp){argument->index, comparisons[argument->comparison],
                                                     argument->value, argument->second};
        }
        return seccomp_rule_add_array(context, rule->answer, number, (unsigned)rule->n_arguments, arguments);
}

static int add_rule(scmp_filter_ctx context, const Profile *profile, const Rule *rule, Failure *failure)
{
        if (rule->answer == profile->default_answer) /* which libseccomp refuses to be told */
                return 0;
        for (size_t i = 0; i < rule->names.n; i++) {
                int r = add_call(context, rule, rule->names.items[i]);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_PRIVILEGE, -r,
                                           "syscalls[%zu].names[%zu]: add the rule", rule->index, i);
        }
        return 0;
}

/* libseccomp 2.5 writes to descriptors alone. */
static int export(scmp_filter_ctx context, Program *program, unsigned n_before, Failure *failure)
{
        static const char what[] = "compile its filter";
        _cleanup_close_ int fd = memfd_create("filter", MFD_CLOEXEC);
        struct stat st;
        int r = fd < 0 ? -errno : seccomp_export_bpf(context, fd);
        if (r == 0 && fstat(fd, &st) < 0)
                r = -errno;
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, -r, "%s", what);
        size_t size = (size_t)st.st_size, n = size / sizeof *program->instructions + n_before;
        if (n > BPF_MAXINSNS)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "its filter has %zu instructions, and the kernel takes %d", n,
                                   BPF_MAXINSNS);
        struct sock_filter *all = reallocarray(program->instructions, n, sizeof *all);
        if (!all)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "%s", what);
        program->instructions = all;
        program->n = (unsigned)n;
        if (pread(fd, all + n_before, size, 0) != (ssize_t)size)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, EIO, "%s", what);
        return 0;
}

/* The largest number of a call of ARCH that PROFILE has a rule for. */
static uint32_t last_call(const Profile *profile, uint32_t arch)
{
        uint32_t last = 0;
        for (size_t i = 0; i < profile->n_rules; i++)
                for (size_t k = 0; k < profile->rules[i].names.n; k++) {
                        int number =
                                seccomp_syscall_resolve_name_arch(arch, profile->rules[i].names.items[k]);
                        if (number > 0 && number < COMMON_CALLS_END && (uint32_t)number > last)
                                last = (uint32_t)number;
                }
        return last;
}

static bool refuses_by_error(const Profile *profile)
{
        return (profile->default_answer & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO &&
               (profile->default_answer & SECCOMP_RET_DATA) != ENOSYS;
}

/* Written at the end of PROGRAM, which has room. */
static void emit(Program *program, unsigned code, uint32_t k, uint8_t yes, uint8_t no)
{
        program->instructions[program->n++] = (struct sock_filter){(uint16_t)code, yes, no, k};
}

static void emit_load(Program *program, size_t offset)
{
        emit(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

#define BEFORE_MAX (3 + 6 * ABIS_MAX)

static int emit_before(const Profile *profile, const Abis *abis, Program *program)
{
        program->instructions = calloc(BEFORE_MAX, sizeof *program->instructions);
        if (!program->instructions)
                return -ENOMEM;
        emit_load(program, offsetof(struct seccomp_data, nr));
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, PROBE_CALL, 0, 1);
        emit(program, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | PROBE_ERRNO, 0, 0);
        for (size_t i = 0; i < abis->n && refuses_by_error(profile); i++) {
                if (abis->archs[i] == SCMP_ARCH_X32)
                        continue; /* the kernel says x86-64 of it: its numbers are far above */
                emit_load(program, offsetof(struct seccomp_data, arch));
                emit(program, BPF_JMP | BPF_JEQ | BPF_K, abis->archs[i], 0, 4);
                emit_load(program, offsetof(struct seccomp_data, nr));
                emit(program, BPF_JMP | BPF_JGE | BPF_K, COMMON_CALLS_END, 2, 0);
                emit(program, BPF_JMP | BPF_JGT | BPF_K, last_call(profile, abis->archs[i]), 0, 1);
                emit(program, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS, 0, 0);
        }
        return 0;
}

int compile_profile(const Profile *profile, Program *ret, Failure *failure)
{
        _cleanup_(context_done) scmp_filter_ctx context = NULL;
        _cleanup_program_ Program program = {};
        Abis abis = {};
        int r = context_new(profile, &abis, &context, failure);
        for (size_t i = 0; i < profile->n_rules && r == 0; i++)
                r = add_rule(context, profile, profile->rules + i, failure);
        if (r < 0)
                return r;
        if (emit_before(profile, &abis, &program) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "compile its filter");
        r = export(context, &program, program.n, failure);
        if (r < 0)
                return r;
        *ret = program;
        program = (Program){};
        return 0;
}
