/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Profiles: what is wrong with one and where, which rules are whose, and what comes of one that is structured
 * as moby's default, interpreted for every number of x86-64, x32 and i386. */
#include "helper/seccomp/profile.h"

#include "core/base/cleanup.h"
#include "helper/common/compiled.h"
#include "helper/seccomp/bpf.h"
#include "helper/seccomp/capname.h"
#include "helper/seccomp/compile.h"
#include "helper/seccomp/needed.h"
#include "tests/unit/unit.h"

#include <ctype.h>
#include <errno.h>
#include <linux/audit.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "tests/unit/helper/container/filter/moby.h"

#include "filter-numbers.h"

#define X32      0x40000000U
#define ALLOW    SECCOMP_RET_ALLOW
#define ERROR(e) (SECCOMP_RET_ERRNO | (unsigned)(e))
#define ELEVEN   UINT64_C(0x800405fb)
#define ADMIN    (UINT64_C(1) << CAP_SYS_ADMIN)

static Situation situation(uint64_t capabilities)
{
        Situation is = {.capabilities = capabilities, .kernel = {6, 1}, .capability = capname_number};
        uint32_t arch;
        assert_int_equal(compile_native(&is, &arch), 0);
        assert_int_equal(arch, AUDIT_ARCH_X86_64);
        return is;
}

static int read_text(const char *text, uint64_t capabilities, Profile *ret, Failure *failure)
{
        const Situation is = situation(capabilities);
        failure->text[0] = '\0';
        return profile_read(text, strlen(text), &is, ret, failure);
}

#define ACTION(rest) "{\"defaultAction\": \"SCMP_ACT_ALLOW\"" rest "}"
#define RULE(rest) \
        ACTION(", \"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\"}, {" rest "}]")
#define ARGUMENTS(rest) RULE("\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", \"args\": [" rest "]")
#define CONDITION(rest) RULE("\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", " rest)

static void test_wrong(void **state)
{
        static const struct {
                const char *text, *said;
        } wrong[] = {
                /* No JSON. */
                {"", "line 1, column 1: the file ends here, in the middle of JSON"},
                {" \n", "line 2, column 1: the file ends here, in the middle of JSON"},
                {"{\"defaultAction\": \"SCMP_ACT_ALLOW\"",
                 "line 1, column 35: the file ends here, in the middle of JSON"},
                {"{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\",\n}", "line 3, column 1: unexpected character"},
                {ACTION("") " x", "line 1, column 37: unexpected character"},
                {ACTION("") "\n}", "line 2, column 1: unexpected character"},
                {"{\"defaultAction\" 1}", "line 1, column 18: object property name separator ':' expected"},
                {"# nothing", "line 1, column 1: unexpected character"},
                {"{'defaultAction': 1}", "line 1, column 2: a quote that JSON doesn't have"},
                {"{\"\001\": 1}", "line 1, column 3: a control character in a string"},
                {"{\001}", "line 1, column 2: a control character"},
                {"{\"default\\u0041ction\": 1}", "line 1, column 3: a key with an escape in it"},
                {ACTION(",\n\"flags\": [],\n \"flags\" : []"),
                 "line 3, column 3: a key that stands twice in an object"},
                {ACTION(", \"a\": {\"a\": 1, \"b\": {\"a\": 1}, \"a\": 2}"),
                 "line 1, column 67: a key that stands twice in an object"},
                {"[[[[[[[[[[1]]]]]]]]]]", "line 1, column 8: more than 8 arrays and objects in each other"},
                {ACTION(", \"defaultErrnoRet\": 18446744073709551616"),
                 "line 1, column 56: a number above 18446744073709551615"},
                {ACTION(", \"defaultErrnoRet\": 100000000000000000000000000000000"),
                 "line 1, column 56: a number above 18446744073709551615"},
                /* No profile. */
                {"null", "the profile is no object"},
                {"[]", "the profile is no object"},
                {"{}", "the profile has no defaultAction"},
                {"{\"syscalls\": []}", "the profile has no defaultAction"},
                {"{\"defaultAction\": null}", "the profile has no defaultAction"},
                {"{\"defaultAction\": \"\"}", "defaultAction: \"\" is no action"},
                {"{\"defaultAction\": 1}", "defaultAction is no string"},
                {"{\"defaultAction\": \"SCMP_ACT_ALOW\"}", "defaultAction: \"SCMP_ACT_ALOW\" is no action"},
                {"{\"defaultAction\": \"scmp_act_allow\"}", "defaultAction: \"scmp_act_allow\" is no action"},
                {"{\"defaultAction\": \"SCMP_ACT_ALLOW\\u0000\"}", "defaultAction has a NUL in it"},
                {"{\"defaultAction\": \"a\\u001b[1m\"}", "defaultAction: the text is no action"},
                {"{\"defaultAction\": \"SCMP_ACT_NOTIFY\"}",
                 "defaultAction: \"SCMP_ACT_NOTIFY\" asks an agent, and a container of coslice has none"},
                {ACTION(", \"sycalls\": []"), "the profile: \"sycalls\" is no key that a profile has here"},
                {ACTION(", \"listenerPath\": \"/run/x\""),
                 "the profile: \"listenerPath\" is no key that a profile has here"},
                {ACTION(", \"defaultErrnoRet\": -1"), "defaultErrnoRet is no whole number from 0 to 4095"},
                {ACTION(", \"defaultErrnoRet\": 4096"), "defaultErrnoRet is no whole number from 0 to 4095"},
                {ACTION(", \"defaultErrnoRet\": 1.0"), "defaultErrnoRet is no whole number from 0 to 4095"},
                {ACTION(", \"defaultErrnoRet\": \"1\""), "defaultErrnoRet is no whole number from 0 to 4095"},
                {ACTION(", \"defaultErrnoRet\": NaN"), "defaultErrnoRet is no whole number from 0 to 4095"},
                {ACTION(", \"defaultErrno\": \"EPERN\""), "defaultErrno: \"EPERN\" is no name of errno(3)"},
                {ACTION(", \"architectures\": \"SCMP_ARCH_X86\""), "architectures is no array"},
                {ACTION(", \"architectures\": [], \"archMap\": []"),
                 "the profile has archMap and architectures, of which there can be one"},
                {ACTION(", \"archMap\": [{\"subArchitectures\": []}]"), "archMap[0] has no architecture"},
                {ACTION(", \"flags\": [\"SECCOMP_FILTER_FLAG_NEW_LISTENER\"]"),
                 "flags[0]: \"SECCOMP_FILTER_FLAG_NEW_LISTENER\" is no flag that a container of coslice can "
                 "have"},
                {ACTION(", \"syscalls\": {}"), "syscalls is no array"},
                {ACTION(", \"syscalls\": [1]"), "syscalls[0] is no object"},
                /* Rules. */
                {RULE(""), "syscalls[1] has no names"},
                {RULE("\"names\": [\"read\"]"), "syscalls[1] has no action"},
                {RULE("\"names\": [], \"action\": \"SCMP_ACT_KILL\""), "syscalls[1] has no names"},
                {RULE("\"names\": \"read\""), "syscalls[1].names is no array"},
                {RULE("\"names\": [\"read\", 3]"), "syscalls[1].names[1] is no string"},
                {RULE("\"names\": [\"read\\u0000x\"]"), "syscalls[1].names[0] has a NUL in it"},
                {CONDITION("\"action\": \"SCMP_ACT_KILL\""),
                 "line 1, column 146: a key that stands twice in an object"},
                {RULE("\"name\": \"read\", \"action\": \"SCMP_ACT_KIL\""),
                 "syscalls[1].action: \"SCMP_ACT_KIL\" is no action"},
                {CONDITION("\"errnoRet\": 4096"), "syscalls[1].errnoRet is no whole number from 0 to 4095"},
                {CONDITION("\"errno\": \"\""), "syscalls[1].errno: \"\" is no name of errno(3)"},
                {CONDITION("\"comments\": \"\""),
                 "syscalls[1]: \"comments\" is no key that a profile has here"},
                /* Arguments. */
                {ARGUMENTS("{}"), "syscalls[1].args[0] has no index"},
                {ARGUMENTS("{\"index\": 0, \"op\": \"SCMP_CMP_EQ\"}"), "syscalls[1].args[0] has no value"},
                {ARGUMENTS("{\"index\": 0, \"value\": 1}"), "syscalls[1].args[0] has no op"},
                {ARGUMENTS("{\"index\": 6, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"}"),
                 "syscalls[1].args[0].index is no whole number from 0 to 5"},
                {ARGUMENTS("{\"index\": 0, \"value\": -1, \"op\": \"SCMP_CMP_EQ\"}"),
                 "syscalls[1].args[0].value is no whole number from 0 to 18446744073709551615"},
                {ARGUMENTS("{\"index\": 0, \"value\": 1, \"op\": \"==\"}"),
                 "syscalls[1].args[0].op: \"==\" is no operator"},
                {ARGUMENTS("{\"index\": 2, \"value\": 1, \"op\": \"SCMP_CMP_EQ\"}, {\"index\": 2, \"value\": "
                           "2, "
                           "\"op\": \"SCMP_CMP_EQ\"}"),
                 "syscalls[1].args[1] compares argument 2 once more, which engines read in different ways: "
                 "write a rule for each"},
                /* Conditions. */
                {CONDITION("\"includes\": []"), "syscalls[1].includes is no object"},
                {CONDITION("\"includes\": {\"caps\": [\"CAP_SYS_ADMN\"]}"),
                 "syscalls[1].includes.caps[0]: \"CAP_SYS_ADMN\" is no capability"},
                {CONDITION("\"excludes\": {\"caps\": [\"sys_admin\"]}"),
                 "syscalls[1].excludes.caps[0]: \"sys_admin\" is no capability"},
                {CONDITION("\"excludes\": {\"caps\": [\"CAP_21\"]}"),
                 "syscalls[1].excludes.caps[0]: \"CAP_21\" is no capability"},
                {CONDITION("\"includes\": {\"minKernel\": \"4\"}"),
                 "syscalls[1].includes.minKernel: \"4\" is no version of a kernel like 4.8"},
                {CONDITION("\"includes\": {\"minKernel\": \"4.8.1\"}"),
                 "syscalls[1].includes.minKernel: \"4.8.1\" is no version of a kernel like 4.8"},
                {CONDITION("\"includes\": {\"arch\": []}"),
                 "syscalls[1].includes: \"arch\" is no key that a profile has here"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                _cleanup_profile_ Profile profile = {};
                Failure failure;
                int r = read_text(wrong[i].text, ELEVEN, &profile, &failure);
                if (r != -EINVAL || !streq(failure.text, wrong[i].said))
                        fail_msg("%s: %d, \"%s\", expected \"%s\"", wrong[i].text, r, failure.text,
                                 wrong[i].said);
        }
}

/* NUL bytes, and a number that goes on behind the end of what is read. */
static void test_bytes(void **state)
{
        static const char nul[] = "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}\0";
        const Situation is = situation(0);
        _cleanup_profile_ Profile profile = {};
        Failure failure;
        assert_int_equal(profile_read(nul, sizeof nul - 1, &is, &profile, &failure), -EINVAL);
        assert_string_equal(failure.text, "line 1, column 36: a control character");
        assert_int_equal(profile_read(nul, sizeof nul - 2, &is, &profile, &failure), 0);
}

/* Whether a rule with CONDITION is one of a container with CAPABILITIES. */
static bool is_kept(const char *condition, uint64_t capabilities)
{
        _cleanup_profile_ Profile profile = {};
        _cleanup_free_ char *text = NULL;
        Failure failure;
        assert_true(asprintf(&text,
                             "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read\"], "
                             "\"action\": \"SCMP_ACT_KILL\", %s}]}",
                             condition) > 0);
        if (read_text(text, capabilities, &profile, &failure) != 0)
                fail_msg("%s: %s", condition, failure.text);
        return profile.n_rules == 1;
}

static void test_conditions(void **state)
{
        const uint64_t time = UINT64_C(1) << CAP_SYS_TIME;
        const struct {
                const char *text;
                uint64_t capabilities;
                bool kept;
        } all[] = {
                {"\"includes\": {}", 0, true},
                {"\"includes\": null, \"excludes\": null, \"args\": null, \"comment\": \"\"", 0, true},
                {"\"includes\": {\"caps\": [], \"arches\": []}", 0, true},
                {"\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}", 0, false},
                {"\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}", ADMIN, true},
                {"\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\", \"CAP_SYS_TIME\"]}", ADMIN, false},
                {"\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\", \"CAP_SYS_TIME\"]}", ADMIN | time, true},
                {"\"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\", \"CAP_SYS_TIME\"]}", 0, true},
                {"\"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\", \"CAP_SYS_TIME\"]}", time, false},
                {"\"includes\": {\"arches\": [\"arm64\", \"amd64\"]}", 0, true},
                {"\"includes\": {\"arches\": [\"arm64\", \"x86_64\"]}", 0, false},
                {"\"excludes\": {\"arches\": [\"s390\", \"s390x\"]}", 0, true},
                {"\"excludes\": {\"arches\": [\"amd64\", \"s390x\"]}", 0, false},
                {"\"includes\": {\"minKernel\": \"4.8\"}", 0, true},
                {"\"includes\": {\"minKernel\": \"6.1\"}", 0, true},
                {"\"includes\": {\"minKernel\": \"6.2\"}", 0, false},
                {"\"includes\": {\"minKernel\": \"10.0\"}", 0, false},
                {"\"excludes\": {\"minKernel\": \"4.8\"}", 0, false},
                {"\"excludes\": {\"minKernel\": \"6.2\"}", 0, true},
                {"\"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\"], \"arches\": [\"s390\"]}", ADMIN, false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(all); i++)
                if (is_kept(all[i].text, all[i].capabilities) != all[i].kept)
                        fail_msg("%s, capabilities %#llx: %s", all[i].text,
                                 (unsigned long long)all[i].capabilities, all[i].kept ? "left out" : "kept");
}

/* Answers, arguments and architectures as they are written. */
static void test_values(void **state)
{
        static const char text[] =
                "{\"comment\": \"x\", \"defaultErrno\": \"ENOSYS\", \"defaultErrnoRet\": 1, "
                "\"defaultAction\": "
                "\"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X86\"], "
                "\"flags\": "
                "[\"SECCOMP_FILTER_FLAG_LOG\", \"SECCOMP_FILTER_FLAG_TSYNC\"], \"syscalls\": [{\"name\": "
                "\"read\", \"action\": \"SCMP_ACT_TRACE\", \"errnoRet\": 7, \"args\": [{\"index\": 5, "
                "\"value\": "
                "18446744073709551615, \"valueTwo\": 3, \"op\": \"SCMP_CMP_MASKED_EQ\"}]}, {\"names\": "
                "[\"a\", "
                "\"b\"], \"action\": \"SCMP_ACT_ERRNO\"}]}";
        _cleanup_profile_ Profile profile = {};
        Failure failure;
        assert_int_equal(read_text(text, 0, &profile, &failure), 0);
        assert_int_equal(profile.default_answer, ERROR(ENOSYS));
        assert_int_equal(profile.flags, SECCOMP_FILTER_FLAG_LOG);
        assert_int_equal(profile.architectures.n, 2);
        assert_int_equal(profile.n_rules, 2);
        assert_int_equal(profile.rules[0].answer, SECCOMP_RET_TRACE | 7);
        assert_int_equal(profile.rules[0].n_arguments, 1);
        assert_int_equal(profile.rules[0].arguments[0].index, 5);
        assert_int_equal(profile.rules[0].arguments[0].comparison, COMPARE_MASKED_EQ);
        assert_true(profile.rules[0].arguments[0].value == UINT64_MAX);
        assert_int_equal(profile.rules[0].arguments[0].second, 3);
        assert_int_equal(profile.rules[1].answer, ERROR(EPERM));
        assert_int_equal(profile.rules[1].names.n, 2);
        assert_int_equal(profile.rules[1].index, 1);
}

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

typedef struct Abi {
        const char *name;
        unsigned arch;
        unsigned base; /* of its numbers */
        const char *const *names;
} Abi;

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
                if (newer[i].number == number) /* x32 has no shadow stacks */
                        return abi == x32 && number == 453 ? NULL : newer[i].name;
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
        for (size_t i = 0; i < ARRAY_SIZE(moby_capabilities); i++) {
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
                cmocka_unit_test(test_wrong),      cmocka_unit_test(test_bytes),
                cmocka_unit_test(test_values),     cmocka_unit_test(test_conditions),
                cmocka_unit_test(test_moby),       cmocka_unit_test(test_moby_arguments),
                cmocka_unit_test(test_needed),     cmocka_unit_test(test_newer),
                cmocka_unit_test(test_uncompiled),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
