/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Profiles compiled: what comes of one that is structured as moby's default, interpreted for every number of
 * x86-64, x32 and i386, and what can't be had. */
#include "helper/common/compiled.h"
#include "helper/seccomp/bpf.h"
#include "helper/seccomp/needed.h"
#include "tests/unit/helper/container/filter/abi.h"
#include "tests/unit/helper/seccomp/profile-text.h"

#include <ctype.h>
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "tests/unit/helper/container/filter/moby.h"

#include "filter-numbers.h"

/* A profile structured as moby's default. */

static bool is_in(const char *list, const char *name)
{
        size_t n = strlen(name);
        for (const char *at = strstr(list, name); at; at = strstr(at + 1, name))
                if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
                        return true;
        return false;
}

#define BY_ARGUMENT "clone personality socket"

static void add_names(StrBuf *buf, const char *list, const char *but)
{
        char name[64];
        int n;
        bool first = true;
        strbuf_add(buf, "{\"names\": [");
        for (const char *rest = list; sscanf(rest, "%63s%n", name, &n) == 1; rest += n) {
                if (but && is_in(but, name))
                        continue;
                strbuf_addf(buf, "%s\"%s\"", first ? "" : ", ", name);
                first = false;
        }
        strbuf_add(buf, "]");
}

static void add_capable(StrBuf *buf, const char *names, unsigned capability)
{
        char *name = cap_to_name((cap_value_t)capability);
        assert_non_null(name);
        for (char *c = name; *c; c++)
                *c = (char)toupper((unsigned char)*c);
        add_names(buf, names, NULL);
        strbuf_addf(buf, ", \"action\": \"SCMP_ACT_ALLOW\", \"includes\": {\"caps\": [\"%s\"]}},\n", name);
        cap_free(name);
}

static void write_moby(StrBuf *buf)
{
        static const unsigned personalities[] = {0, 8, 0x20000, 0x20008, 0xffffffff};
        strbuf_add(buf,
                   "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 1,\n\"archMap\": ["
                   "{\"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [\"SCMP_ARCH_ARM\"]}, "
                   "{\"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\", "
                   "\"SCMP_ARCH_X32\"]}],\n\"syscalls\": [\n");
        add_names(buf, moby_allows, BY_ARGUMENT);
        strbuf_add(buf, ", \"action\": \"SCMP_ACT_ALLOW\"},\n");
        for (size_t i = 0; i < ARRAY_SIZE(moby_capabilities); i++) {
                add_capable(buf, moby_capabilities[i].names, moby_capabilities[i].a);
                if (moby_capabilities[i].b != moby_capabilities[i].a)
                        add_capable(buf, moby_capabilities[i].names, moby_capabilities[i].b);
        }
        for (size_t i = 0; i < ARRAY_SIZE(personalities); i++)
                strbuf_addf(buf,
                            "{\"names\": [\"personality\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
                            "[{\"index\": 0, \"value\": %u, \"op\": \"SCMP_CMP_EQ\"}]},\n",
                            personalities[i]);
        strbuf_add(buf,
                   "{\"names\": [\"socket\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": [{\"index\": 0, "
                   "\"value\": 40, \"op\": \"SCMP_CMP_NE\"}]},\n{\"names\": [\"clone\"], \"action\": "
                   "\"SCMP_ACT_ALLOW\", \"args\": [{\"index\": 0, \"value\": 2114060288, \"valueTwo\": 0, "
                   "\"op\": \"SCMP_CMP_MASKED_EQ\"}], \"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\"], "
                   "\"arches\": [\"s390\", \"s390x\"]}},\n{\"names\": [\"clone\"], \"action\": "
                   "\"SCMP_ACT_ALLOW\", \"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}},\n{\"names\": "
                   "[\"clone3\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38, \"excludes\": "
                   "{\"caps\": [\"CAP_SYS_ADMIN\"]}},\n{\"names\": [\"no_such_call\"], \"action\": "
                   "\"SCMP_ACT_ALLOW\"}\n]}\n");
        assert_false(buf->oom);
}

static void make_moby(uint64_t capabilities, Program *ret)
{
        _cleanup_strbuf_ StrBuf text = {};
        _cleanup_profile_ Profile profile = {};
        Failure failure;
        write_moby(&text);
        if (read_text(text.text, capabilities, &profile, &failure) < 0 ||
            compile_profile(&profile, ret, &failure) < 0 ||
            needed_check(ret, AUDIT_ARCH_X86_64, true, &failure) < 0)
                fail_msg("%s", failure.text);
}

static const Abi abis[] = {
        {"x86-64", AUDIT_ARCH_X86_64, 0, names_64},
        {"x32", AUDIT_ARCH_X86_64, X32, names_x32},
        {"i386", AUDIT_ARCH_I386, 0, names_32},
};
static const Abi *const native = abis, *const x32 = abis + 1, *const i386 = abis + 2;

static unsigned run(const Program *program, const Abi *abi, unsigned number, uint64_t a)
{
        const struct seccomp_data data = {.nr = (int)(abi->base + number), .arch = abi->arch, .args = {a}};
        unsigned answer;
        assert_int_equal(bpf_run(program->instructions, program->n, &data, &answer), 0);
        return answer;
}

static const char *name_of(const Abi *abi, unsigned number)
{
        for (size_t i = 0; i < ARRAY_SIZE(newer); i++)
                if (newer[i].number ==
                    number) /* some releases of libseccomp know map_shadow_stack in x32 too */
                        return abi == x32 && seccomp_syscall_resolve_name_arch(SCMP_ARCH_X32, newer[i].name) <
                                                       0
                                       ? NULL
                                       : newer[i].name;
        return abi->names[number];
}

/* What the profile says of it: 0, nothing. */
static unsigned said(const char *name, uint64_t capabilities)
{
        if (!name || seccomp_syscall_resolve_name(name) == __NR_SCMP_ERROR)
                return 0;
        for (size_t i = 0; i < ARRAY_SIZE(moby_capabilities); i++)
                if (is_in(moby_capabilities[i].names, name) && (capabilities >> moby_capabilities[i].a & 1 ||
                                                                capabilities >> moby_capabilities[i].b & 1))
                        return ALLOW;
        if (streq(name, "clone3"))
                return ERROR(ENOSYS);
        return is_in(moby_allows, name) ? ALLOW : 0;
}

static void compare_all(uint64_t capabilities)
{
        _cleanup_program_ Program program = {};
        make_moby(capabilities, &program);
        for (size_t i = 0; i < ARRAY_SIZE(abis); i++) {
                const Abi *abi = abis + i;
                unsigned last = 0;
                for (unsigned number = 0; number < 1024; number++)
                        if (said(name_of(abi, number), capabilities))
                                last = number;
                for (unsigned number = 0; number < 1024; number++) {
                        unsigned wanted = said(name_of(abi, number), capabilities);
                        unsigned got = run(&program, abi, number, 0);
                        if (wanted == 0)
                                wanted = number > last && abi != x32 ? ERROR(ENOSYS) : ERROR(EPERM);
                        if (got != wanted)
                                fail_msg("%s %u (%s), capabilities %#llx: %#x, expected %#x", abi->name,
                                         number, abi->names[number] ? abi->names[number] : "none",
                                         (unsigned long long)capabilities, got, wanted);
                }
        }
}

static void test_moby(void **state)
{
        compare_all(ELEVEN);
        compare_all(0);
        compare_all(UINT64_MAX);
        for (size_t i = 0; i < ARRAY_SIZE(moby_capabilities); i += SANITIZED ? 8 : 1) {
                compare_all(UINT64_C(1) << moby_capabilities[i].a);
                compare_all(UINT64_C(1) << moby_capabilities[i].b);
        }
}

static void test_moby_arguments(void **state)
{
        _cleanup_program_ Program plain = {}, admin = {};
        make_moby(ELEVEN, &plain);
        make_moby(ELEVEN | ADMIN, &admin);
        for (unsigned family = 0; family < 64; family++)
                assert_int_equal(run(&plain, native, SYS_socket, family),
                                 family == AF_VSOCK ? ERROR(EPERM) : ALLOW);
        for (unsigned i = 0; i < 32; i++) {
                uint64_t flags = UINT64_C(1) << i;
                unsigned wanted = flags & 2114060288U ? ERROR(EPERM) : ALLOW;
                assert_int_equal(run(&plain, native, SYS_clone, flags), wanted);
                assert_int_equal(run(&plain, i386, 120, flags), wanted);
                assert_int_equal(run(&admin, native, SYS_clone, flags), ALLOW);
        }
        assert_int_equal(run(&plain, native, SYS_personality, 8), ALLOW);
        assert_int_equal(run(&plain, native, SYS_personality, 9), ERROR(EPERM));
        /* Of an ABI that isn't named. */
        const Abi other = {"aarch64", AUDIT_ARCH_AARCH64, 0, NULL};
        assert_int_equal(run(&plain, &other, 64, 0), SECCOMP_RET_KILL_PROCESS);
        /* Whoever loads it sees that it is there, and none of the kernel's calls. */
        assert_int_equal(run(&plain, native, PROBE_CALL, 0), ERROR(PROBE_ERRNO));
        assert_int_equal(run(&plain, native, PROBE_CALL - 1, 0), ERROR(EPERM));
        assert_true(PROBE_CALL < X32);
}

static int make(const char *text, Program *ret, Failure *failure)
{
        _cleanup_profile_ Profile profile = {};
        int r = read_text(text, ELEVEN, &profile, failure);
        return r < 0 ? r : compile_profile(&profile, ret, failure);
}

/* What is refused, and where it matters. */
static void test_needed(void **state)
{
        static const char why[] = ", without which no container can start or end";
        static const char why_before[] =
                ", which a start with NoNewPrivileges=no takes once the filter is there";
        static const char *const always[] = {"execve", "execveat", "write", "exit_group"};
        static const char *const before[] = {"setgroups", "setresgid", "setresuid", "capset",
                                             "prctl",     "openat",    "pread64",   "read",
                                             "close",     "sendto",    "recvfrom"};
        static const char *const answers[] = {"SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_TRAP",
                                              "SCMP_ACT_TRACE", "SCMP_ACT_KILL_PROCESS"};
        for (size_t i = 0; i < ARRAY_SIZE(always) + ARRAY_SIZE(before); i++) {
                bool early = i >= ARRAY_SIZE(always);
                const char *name = early ? before[i - ARRAY_SIZE(always)] : always[i];
                _cleanup_program_ Program program = {};
                char text[256], said_text[256];
                Failure failure;
                snprintf(text, sizeof text,
                         ACTION(", \"syscalls\": [{\"name\": \"%s\", \"action\": \"%s\"}]"), name,
                         answers[i % ARRAY_SIZE(answers)]);
                assert_int_equal(make(text, &program, &failure), 0);
                snprintf(said_text, sizeof said_text, "it refuses %s%s", name, early ? why_before : why);
                assert_int_equal(needed_check(&program, AUDIT_ARCH_X86_64, true, &failure), -EINVAL);
                assert_string_equal(failure.text, said_text);
                assert_int_equal(needed_check(&program, AUDIT_ARCH_X86_64, false, &failure),
                                 early ? 0 : -EINVAL);
        }
}

/* No more of the kernel's own numbers are ENOSYS than runc makes so. */
static void test_newer(void **state)
{
        static const struct {
                const char *text;
                unsigned last, between, above;
        } all[] = {
                {"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [{\"name\": \"statx\", \"action\": "
                 "\"SCMP_ACT_ALLOW\"}]}",
                 SYS_statx, ERROR(EPERM), ERROR(ENOSYS)},
                {"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 38, \"syscalls\": [{\"name\": "
                 "\"statx\", \"action\": \"SCMP_ACT_ALLOW\"}]}",
                 SYS_statx, ERROR(ENOSYS), ERROR(ENOSYS)},
                {"{\"defaultAction\": \"SCMP_ACT_KILL_PROCESS\", \"syscalls\": [{\"name\": \"statx\", "
                 "\"action\": \"SCMP_ACT_ALLOW\"}]}",
                 SYS_statx, SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_PROCESS},
                {"{\"defaultAction\": \"SCMP_ACT_LOG\", \"syscalls\": [{\"name\": \"statx\", \"action\": "
                 "\"SCMP_ACT_ALLOW\"}]}",
                 SYS_statx, SECCOMP_RET_LOG, SECCOMP_RET_LOG},
        };
        for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
                _cleanup_program_ Program program = {};
                Failure failure;
                assert_int_equal(make(all[i].text, &program, &failure), 0);
                assert_int_equal(run(&program, native, all[i].last, 0), ALLOW);
                assert_int_equal(run(&program, native, all[i].last - 1, 0), all[i].between);
                assert_int_equal(run(&program, native, all[i].last + 1, 0), all[i].above);
                /* Those of x32 are not named: they are of another ABI. */
                assert_int_equal(run(&program, x32, 0, 0), SECCOMP_RET_KILL_PROCESS);
                assert_int_equal(run(&program, i386, 3, 0), SECCOMP_RET_KILL_PROCESS);
        }
}

/* What libseccomp can't do. */
static void test_uncompiled(void **state)
{
        static const char wrong[] = ACTION(", \"architectures\": [\"SCMP_ARCH_X86_65\"]");
        _cleanup_strbuf_ StrBuf large = {};
        _cleanup_program_ Program program = {};
        Failure failure;
        assert_int_equal(make(wrong, &program, &failure), -EINVAL);
        assert_string_equal(failure.text, "its architectures: libseccomp knows none that is called so");
        strbuf_add(&large, "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [");
        for (unsigned i = 0; i < 4200; i++)
                strbuf_addf(
                        &large,
                        "%s{\"name\": \"ioctl\", \"action\": \"SCMP_ACT_KILL\", \"args\": [{\"index\": 1, "
                        "\"value\": %u, \"op\": \"SCMP_CMP_EQ\"}]}",
                        i ? "," : "", i * 7);
        strbuf_add(&large, "]}");
        assert_false(large.oom);
        assert_true(make(large.text, &program, &failure) < 0);
        assert_non_null(strstr(failure.text, "instructions, and the kernel takes 4096"));
        assert_null(program.instructions);
}
int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_moby),       cmocka_unit_test(test_moby_arguments),
                cmocka_unit_test(test_needed),     cmocka_unit_test(test_newer),
                cmocka_unit_test(test_uncompiled),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
