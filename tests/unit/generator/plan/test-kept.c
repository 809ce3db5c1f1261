/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a running group keeps of a definition that its sandbox can't serve: whose commands, and whose limits.
 */
#include "generator/plan/kept.h"
#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <string.h>

static void test_outdated(void **state)
{
        static const struct {
                const char *old, *fresh;
                bool outdated;
        } cases[] = {
                {"", "", false},
                {"[Service]\nExecStart=\nExecStart=:/h --a\n", "[Service]\nExecStart=\nExecStart=:/h --a\n",
                 false},
                {"[Service]\nExecStart=:/h --a",
                 "[Unit]\nSourcePath=/x\n\n[Service]\nExecStart=\nExecStart=:/h --a\n", false},
                {"[Service]\nExecStart=:/h --a\n", "[Service]\nExecStart=:/h --a --b\n", true},
                {"[Service]\nExecStart=:/h --a --b\n", "[Service]\nExecStart=:/h --a\n", true},
                {"[Service]\nExecStart=:/h --a\n", "[Service]\nExecStart=:/h --a \n", true},
                {"[Service]\nExecStart=:/h --a\n", "[Service]\nExecStart=:/h --a\nExecStart=:/n up\n", true},
                {"[Service]\nExecStart=:/h --a\nExecStart=:/n up\n", "[Service]\nExecStart=:/h --a\n", true},
                {"[Service]\nExecStart=:/n up\nExecStart=:/h\n",
                 "[Service]\nExecStart=:/h\nExecStart=:/n up\n", true},
                {"[Service]\nExecStart=:/h --a\n", "", true},
                {"", "[Service]\nExecStart=:/h --a\n", true},
                /* What is no command of a start. */
                {"[Service]\nExecStart=:/h\nExecStopPost=:/a\n",
                 "[Service]\nExecStart=:/h\nExecStopPost=:/b\n", false},
                {"[Service]\nExecStart=:/h\nExecStartPre=/a\n", "[Service]\nExecStart=:/h\n", false},
                {"[Unit]\nExecStart=:/a\n[Service]\nExecStart=:/h\n", "[Service]\nExecStart=:/h\n", false},
                {"[Service]\n#ExecStart=:/a\nExecStart=:/h\n", "[Service]\nExecStart=:/h\n", false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
                if (kept_is_outdated(cases[i].old, cases[i].fresh) != cases[i].outdated)
                        fail_msg("%zu: %s / %s", i, cases[i].old, cases[i].fresh);
}

static void test_limits(void **state)
{
        static const struct {
                const char *old, *fresh, *kept;
        } cases[] = {
                {"", "", ""},
                {"[Unit]\nA=1\n", "[Service]\nTasksMax=2\n", "[Unit]\nA=1\n"},
                /* Each in its place; everything else is the old. */
                {"[Unit]\nDescription=a\n\n[Service]\nExecStart=:/"
                 "x\nCPUWeight=1\nCPUQuota=1%\nMemoryLow=1\nMemoryMax=1\n"
                 "TasksMax=1\nUMask=0022\n",
                 "[Unit]\nDescription=b\n\n[Service]\nExecStart=:/"
                 "y\nCPUWeight=2\nCPUQuota=2%\nMemoryLow=2\nMemoryMax=2\n"
                 "TasksMax=2\nUMask=0077\n",
                 "[Unit]\nDescription=a\n\n[Service]\nExecStart=:/"
                 "x\nCPUWeight=2\nCPUQuota=2%\nMemoryLow=2\nMemoryMax=2\n"
                 "TasksMax=2\nUMask=0022\n"},
                /* One that went, one that came, one that is there twice. */
                {"[Service]\nMemoryLow=1\nA=1\n", "[Service]\nB=2\n", "[Service]\nA=1\n"},
                {"[Service]\nA=1\n", "[Service]\nMemoryLow=2\nTasksMax=3\n",
                 "[Service]\nA=1\nMemoryLow=2\nTasksMax=3\n"},
                {"[Service]\nTasksMax=1\nA=1\nTasksMax=9\n", "[Service]\nTasksMax=2\nTasksMax=3\n",
                 "[Service]\nTasksMax=2\nTasksMax=3\nA=1\n"},
                /* In [Service] alone, and by their whole names. */
                {"[Service]\nA=1\n[Install]\nTasksMax=1\n", "[Service]\nTasksMax=2\n",
                 "[Service]\nA=1\nTasksMax=2\n[Install]\nTasksMax=1\n"},
                {"[Service]\nLimitNOFILE=1\nMemoryMaxScale=1\nXTasksMax=1\n",
                 "[Service]\nLimitNOFILE=2\nMemoryMaxScale=2\n",
                 "[Service]\nLimitNOFILE=1\nMemoryMaxScale=1\nXTasksMax=1\n"},
                {"[Service]\nA=1", "[Service]\nTasksMax=2", "[Service]\nA=1\nTasksMax=2\n"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf kept = {};
                assert_int_equal(kept_limits(cases[i].old, cases[i].fresh, &kept), 0);
                assert_string_equal(kept.text ? kept.text : "", cases[i].kept);
        }
}

#define FIRST                                                                                              \
        "[Container app]\nRootfs=/r\nExec=/x\nVolume=v:/v\n[Container sync]\nRootfs=/r\nExec=/y\n[Volume " \
        "v]\n"                                                                                             \
        "Type=empty\n"

/* The text of each of FRESH's files in OLD, borrowed. */
static void find_old(const Plan *fresh, const LoadedGroup *old, char **ret)
{
        for (size_t i = 0; i < fresh->n_files; i++)
                ret[i] = (char *)group_file(old, fresh->files[i].path);
}

static void test_same(void **state)
{
        char *texts[16];
        _cleanup_loaded_group_ LoadedGroup old = {}, fresh = {};
        group_load_right(FIRST, &old);
        group_load_right(FIRST, &fresh);
        find_old(&fresh.plan, &old, texts);
        size_t n = fresh.plan.n_files, size = fresh.plan.size;
        assert_int_equal(plan_keep(&fresh.plan, texts), 0);
        assert_int_equal(fresh.plan.n_files, n);
        assert_int_equal(fresh.plan.size, size);
        for (size_t i = 0; i < n; i++) {
                assert_string_equal(fresh.plan.files[i].path, old.plan.files[i].path);
                assert_string_equal(fresh.plan.files[i].text, old.plan.files[i].text);
        }
}

/* All that a definition can change at once. */
static void test_kept(void **state)
{
        static const char *const kept[] = {"coslice@web.service.d/10-coslice.conf",
                                           "coslice-sandbox@web.service.d/10-coslice.conf"};
        char *texts[16];
        size_t bytes = 0;
        _cleanup_loaded_group_ LoadedGroup old = {}, fresh = {};
        group_load_right(FIRST "[Install]\nWantedBy=a.target\n", &old);
        group_load_right(
                "[Unit]\nDescription=other\n[Container "
                "app]\nRootfs=/r\nExec=/z\nMemory=64M\nMemoryLimit=96M\n"
                "Cpu=2\nPidsLimit=7\nUlimit=nofile=9\nVolume=w:/w\n[Container new]\nRootfs=/r\nExec=/n\n"
                "[Volume w]\nType=empty\n[Install]\nWantedBy=b.target\n",
                &fresh);
        _cleanup_free_ char *slice = strdup(group_file(&fresh, "coslice-web.slice"));
        _cleanup_free_ char *session =
                strdup(group_file(&fresh, "coslice-web-app-exec-.scope.d/10-coslice-exec.conf"));
        find_old(&fresh.plan, &old, texts);
        assert_int_equal(plan_keep(&fresh.plan, texts), 0);
        for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
                assert_string_equal(group_file(&fresh, kept[i]), group_file(&old, kept[i]));
        assert_string_equal(group_file(&fresh, "coslice-web.slice"), slice);
        assert_string_equal(group_file(&fresh, "coslice-web-app-exec-.scope.d/10-coslice-exec.conf"),
                            session);
        group_has_line(&fresh, "coslice@web_app.service", "MemoryLow=67108864");
        group_has_line(&fresh, "coslice@web_app.service", "MemoryMax=100663296");
        group_has_line(&fresh, "coslice@web_app.service", "TasksMax=7");
        group_has_line(&fresh, "coslice@web_app.service", "CPUWeight=200");
        assert_non_null(strstr(group_file(&fresh, "coslice@web_app.service"), "-- /x\n"));
        assert_int_equal(group_count_lines(&fresh, "coslice@web_app.service", "LimitNOFILE="), 0);
        /* What came since is not there yet. */
        assert_null(group_file(&fresh, "coslice@web_new.service"));
        assert_null(group_file(&fresh, "coslice-web-new-exec-.scope.d/10-coslice-exec.conf"));
        assert_int_equal(fresh.plan.n_files, 5);
        for (size_t i = 0; i < fresh.plan.n_files; i++)
                bytes += strlen(fresh.plan.files[i].text);
        assert_int_equal(fresh.plan.size, bytes);
        /* Whether it starts at boot is nothing of what runs. */
        assert_int_equal(fresh.plan.n_links, 1);
        assert_string_equal(fresh.plan.links[0].path, "b.target.wants/coslice@web.service");
}

static void test_words(void **state)
{
        _cleanup_plan_ Plan plan = {};
        assert_int_equal(plan_outdated("web", &plan), 0);
        assert_int_equal(plan.n_files, 2);
        assert_string_equal(plan.files[0].path, "coslice@web.service.d/90-restart.conf");
        assert_string_equal(plan.files[1].path, "coslice-sandbox@web.service.d/90-restart.conf");
        for (size_t i = 0; i < 2; i++)
                assert_non_null(strstr(plan.files[i].text, "\n[Unit]\nDescription=Group web (restart the "
                                                           "group: its namespaces, volumes and images "
                                                           "are of an earlier definition or version)\n"));
        assert_null(strstr(plan.files[0].text, "ExecStopPost="));
        assert_non_null(strstr(plan.files[1].text,
                               "\n[Service]\nExecStopPost=-:/usr/lib/coslice/coslice-group renew web\n"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_outdated), cmocka_unit_test(test_limits), cmocka_unit_test(test_same),
                cmocka_unit_test(test_kept),     cmocka_unit_test(test_words),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
