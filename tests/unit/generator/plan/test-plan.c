/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units of groups: their names, and which of them gets what. Whole units stand in tests/golden. */
#include "core/base/name.h"
#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define PROGRAM   "Rootfs=/r\nExec=/x\n"
#define CONTAINER "[Container app]\n" PROGRAM

static char *many_containers(size_t n)
{
        _cleanup_strbuf_ StrBuf text = {};
        char *result = NULL;
        for (size_t i = 1; i <= n; i++)
                strbuf_addf(&text, "[Container c%zu]\n" PROGRAM "After=%s\n", i, i > 1 ? "c1" : "");
        assert_int_equal(strbuf_take(&text, &result), 0);
        return result;
}

static void test_sixty_containers(void **state)
{
        _cleanup_free_ char *text = many_containers(60), *too_many = many_containers(61);
        _cleanup_loaded_group_ LoadedGroup group = {};
        group_load_right(text, &group);
        assert_int_equal(group.plan.n_files, 3 + 2 * 60);
        assert_int_equal(
                group_count_lines(&group, "coslice@web.service.d/10-coslice.conf", "Wants=coslice@web_c"),
                60);
        group_has_line(&group, "coslice-web.slice", "CPUQuota=6000%");
        group_has_line(&group, "coslice@web_c60.service", "After=coslice@web_c1.service");
        group_expect(too_many, "web.group:241: [Container c61] a group has at most 60 containers\n");
}

static void add_names(const char *group_name, const char *const *containers, size_t n, StrVec *names)
{
        _cleanup_strbuf_ StrBuf text = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup group = {};
        for (size_t i = 0; i < n; i++)
                strbuf_addf(&text, "[Container %s]\n" PROGRAM, containers[i]);
        group_load(group_name, text.text, &diags, &group);
        assert_int_equal(diags.n, 0);
        for (size_t i = 0; i < group.plan.n_files; i++) {
                const char *path = group.plan.files[i].path;
                if (strvec_contains(names, path))
                        fail_msg("%s twice", path);
                assert_int_equal(strvec_add(names, path), 0);
                assert_true(strcspn(path, "/") <= UNIT_NAME_MAX + 2);
        }
}

/* Dashes nest slices and part names: no two groups and containers share a unit. */
static void test_no_collisions(void **state)
{
        static const char *const groups[] = {"a", "a-b", "a-b-c", "b", "a--b", "ab", "a-exec", "exec"};
        static const char *const containers[] = {"a",     "b",    "c",      "b-c", "a-b",
                                                 "a-b-c", "exec", "b-exec", "a--b"};
        _cleanup_strvec_ StrVec names = {};
        for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
                add_names(groups[i], containers, ARRAY_SIZE(containers), &names);
        assert_int_equal(names.n, ARRAY_SIZE(groups) * (3 + 2 * ARRAY_SIZE(containers)));
}

/* "a---…a": a letter at each end and N dashes between. */
static char *dashed(size_t n)
{
        char *label = strdup("a                                                            aa");
        assert_non_null(label);
        memset(label + 1, '-', n);
        label[n + 1] = 'a';
        label[n + 2] = '\0';
        return label;
}

static void test_longest_names(void **state)
{
        char longest[LABEL_MAX + 1];
        const char *const names[] = {longest};
        _cleanup_strvec_ StrVec paths = {};
        memset(longest, 'a', LABEL_MAX);
        longest[LABEL_MAX] = '\0';
        add_names(longest, names, 1, &paths);
        /* "coslice-", "-", "-exec-.scope" and labels in which a dash counts four: 253 bytes are taken, 254
         * not. */
        _cleanup_free_ char *group_name = dashed(28), *container = dashed(29);
        const char *const fits[] = {container};
        add_names(group_name, fits, 1, &paths);
        _cleanup_free_ char *text = string_printf("[Container %sa]\n" PROGRAM, container);
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup group = {};
        group_load(group_name, text, &diags, &group);
        assert_int_equal(diags.n, 1);
        assert_string_equal(
                diags.items[0].message,
                "the names of group and container give a unit name of 254 bytes (a \"-\" counts four), "
                "systemd takes 253; shorten one of them");
}

/* Which of the units a setting of [Unit] goes to. */
static void test_unit_settings(void **state)
{
        static const struct {
                const char *setting;
                bool group, sandbox, container;
        } cases[] = {
                {"After=a.service", true, true, false},         {"Wants=a.service", true, true, false},
                {"Requires=a.service", true, true, false},      {"BindsTo=a.service", true, true, false},
                {"PartOf=a.service", true, true, false},        {"Upholds=a.service", true, true, false},
                {"Before=a.service", true, false, true},        {"Conflicts=a.service", true, false, false},
                {"OnFailure=a.service", true, false, false},    {"OnSuccess=a.service", true, false, false},
                {"Documentation=man:a(1)", true, false, false}, {"RequiresMountsFor=/mnt", true, true, false},
                {"ConditionPathExists=!/a", true, true, true},  {"AssertHost=a", true, true, true},
        };
        static const char *const files[] = {"coslice@web.service.d/10-coslice.conf",
                                            "coslice-sandbox@web.service.d/10-coslice.conf",
                                            "coslice@web_app.service"};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                const bool expected[] = {cases[i].group, cases[i].sandbox, cases[i].container};
                _cleanup_free_ char *text = string_printf("[Unit]\n%s\n" CONTAINER, cases[i].setting);
                _cleanup_loaded_group_ LoadedGroup group = {};
                group_load_right(text, &group);
                for (size_t k = 0; k < ARRAY_SIZE(files); k++) {
                        bool found = group_count_lines(&group, files[k], cases[i].setting) == 1;
                        if (found != expected[k])
                                fail_msg("%s in %s", cases[i].setting, files[k]);
                }
        }
}

/* The sandbox is there before the group and its containers, and these before what the group is before. */
static void test_container(void **state)
{
        _cleanup_loaded_group_ LoadedGroup group = {};
        group_load_right("[Group]\nRestart=on-failure\nRestartSec=3\n" CONTAINER
                         "StopTimeout=0\nStopSignal=INT\n[Container db]\n" PROGRAM "Restart=no\n",
                         &group);
        static const char *const lines[] = {
                "Restart=on-failure",      "RestartSec=3s",         "TimeoutStopSec=30s",
                "KillSignal=SIGKILL",      "SuccessExitStatus=130", "SuccessExitStatus=SIGINT",
                "Slice=coslice-web.slice", "LimitCORE=1",           "OOMPolicy=kill"};
        for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
                group_has_line(&group, "coslice@web_app.service", lines[i]);
        group_has_line(&group, "coslice@web_db.service", "Restart=no");
        group_has_line(&group, "coslice@web_db.service", "RestartSec=3s");
        /* What the group has, where a container looks: in its own cgroup, and in a session's. */
        static const char *const limits[] = {"CPUQuota=200%", "MemoryMax=3221225472"};
        static const char *const limited[] = {"coslice-web.slice", "coslice@web_app.service",
                                              "coslice@web_db.service",
                                              "coslice-web-app-exec-.scope.d/10-coslice-exec.conf"};
        for (size_t i = 0; i < ARRAY_SIZE(limited); i++)
                for (size_t k = 0; k < ARRAY_SIZE(limits); k++)
                        group_has_line(&group, limited[i], limits[k]);
        assert_int_equal(group_count_lines(&group, "coslice@web_app.service", "Environment"), 0);
}

/* journald's limit of lines: none unless one is asked for. */
static void test_log_limit(void **state)
{
        static const struct {
                const char *keys, *interval, *burst;
        } cases[] = {
                {"", "1s", "67108864"},
                {"LogRateLimitIntervalSec=0\n", "1s", "67108864"},
                {"LogRateLimitBurst=0\n", "1s", "67108864"},
                {"LogRateLimitIntervalSec=0\nLogRateLimitBurst=100\n", "1s", "67108864"},
                {"LogRateLimitIntervalSec=10s\nLogRateLimitBurst=0\n", "1s", "67108864"},
                {"LogRateLimitIntervalSec=10s\nLogRateLimitBurst=100\n", "10s", "100"},
                {"LogRateLimitIntervalSec=10s\n", "10s", NULL},
                {"LogRateLimitBurst=100\n", NULL, "100"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                static const char *const names[] = {"LogRateLimitIntervalSec=", "LogRateLimitBurst="};
                const char *const values[] = {cases[i].interval, cases[i].burst};
                _cleanup_free_ char *text = string_printf(CONTAINER "%s", cases[i].keys);
                _cleanup_loaded_group_ LoadedGroup group = {};
                group_load_right(text, &group);
                for (size_t k = 0; k < ARRAY_SIZE(names); k++) {
                        _cleanup_free_ char *line =
                                string_printf("%s%s", names[k], values[k] ? values[k] : "");
                        size_t n = group_count_lines(&group, "coslice@web_app.service", line);
                        if (n != (values[k] ? 1 : 0))
                                fail_msg("%s: %s", cases[i].keys, line);
                }
        }
}

static void test_refusal(void **state)
{
        _cleanup_plan_ Plan stopped = {}, running = {}, odd = {};
        /* What people have written is in there, to its last character. */
        assert_int_equal(plan_refusal("web", "web.group:1: write Path=/srv/b\\", NULL, false, &odd), 0);
        assert_non_null(strstr(odd.files[0].text, "\nDescription=web.group:1: write Path=/srv/b\\.\n"));
        assert_non_null(strstr(odd.files[0].text, " refuse \"web.group:1: write Path=/srv/b\\\\\"\n"));
        assert_int_equal(
                plan_refusal("web", "web.group:1: 100% \"wrong\"", "/etc/web.group", false, &stopped), 0);
        assert_int_equal(plan_refusal("web", "gone", NULL, true, &running), 0);
        assert_int_equal(stopped.n_files, 2);
        assert_string_equal(stopped.files[0].path, "coslice@web.service.d/90-refuse.conf");
        assert_string_equal(stopped.files[1].path, "coslice-sandbox@web.service.d/90-refuse.conf");
        assert_non_null(strstr(stopped.files[0].text, "\nDescription=web.group:1: 100%% \"wrong\"\n"));
        assert_non_null(strstr(stopped.files[0].text, " refuse \"web.group:1: 100%% \\\"wrong\\\"\"\n"));
        assert_null(strstr(stopped.files[0].text, "RefuseManualStart"));
        assert_non_null(strstr(running.files[1].text, "\nRefuseManualStart=yes\n"));
        assert_null(strstr(running.files[1].text, "SourcePath"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_sixty_containers), cmocka_unit_test(test_no_collisions),
                cmocka_unit_test(test_longest_names),    cmocka_unit_test(test_unit_settings),
                cmocka_unit_test(test_container),        cmocka_unit_test(test_refusal),
                cmocka_unit_test(test_log_limit),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
