/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Profiles as text: what is wrong with one and where, and which rules are whose. */
#include "tests/unit/helper/container/filter/abi.h"
#include "tests/unit/helper/seccomp/profile-text.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

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
        {"[[[[[[[[[[1]]]]]]]]]]", "line 1, column 9: more than 8 arrays and objects in each other"},
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
        {ACTION(", \"sycalls\": []"), "the profile: \"sycalls\" is no key that is known here"},
        {ACTION(", \"listenerPath\": \"/run/x\""),
         "the profile: \"listenerPath\" is no key that is known here"},
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
        {CONDITION("\"comments\": \"\""), "syscalls[1]: \"comments\" is no key that is known here"},
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
         "syscalls[1].includes: \"arch\" is no key that is known here"},
};

static void test_wrong(void **state)
{
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

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_wrong),
                cmocka_unit_test(test_bytes),
                cmocka_unit_test(test_values),
                cmocka_unit_test(test_conditions),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
