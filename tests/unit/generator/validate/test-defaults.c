/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container has from [Container *] and from [Group], and what it drops. */
#include "generator/model/ranges.h"
#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

#define PROGRAM  "[Container app]\nRootfs=/r\nExec=/x\n"
#define ALL      "[Container *]\n"
#define CONFLICT "[Container *] Group=: User= names a group already, in line 2; leave it out\n"

/* User and group are settled together. */
static void test_user(void **state)
{
        static const struct {
                const char *text, *user, *group;
        } cases[] = {
                {ALL "User=app\nGroup=staff\n" PROGRAM, "app", "staff"},
                {ALL "User=app\nGroup=staff\n" PROGRAM "User=root:root\n", "root:root", NULL},
                {ALL "User=app\nGroup=staff\n" PROGRAM "User=www\n", "www", "staff"},
                {ALL "User=app\nGroup=staff\n" PROGRAM "User=\n", NULL, "staff"},
                {ALL "User=app\nGroup=staff\n" PROGRAM "Group=www\n", "app", "www"},
                {ALL "User=app\nGroup=staff\n" PROGRAM "Group=\n", "app", NULL},
                {ALL "Group=staff\n" PROGRAM "User=root:root\n", "root:root", NULL},
                {ALL "User=app:staff\n" PROGRAM, "app:staff", NULL},
                {ALL "User=app:staff\n" PROGRAM "Group=www\n", "app", "www"},
                {ALL "User=app:staff\n" PROGRAM "Group=\n", "app", NULL},
                {ALL "User=app:staff\n" PROGRAM "User=www\n", "www", NULL},
                {ALL "User=app:staff\n" PROGRAM "User=\n", NULL, NULL},
                {ALL "User=app:staff\n" PROGRAM "User=www\nGroup=data\n", "www", "data"},
                {PROGRAM "User=\nGroup=\n", NULL, NULL},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_loaded_group_ LoadedGroup group = {};
                group_load_right(cases[i].text, &group);
                const Container *c = group.definition->containers;
                const char *user = c->user.set ? c->user.text : "", *name = c->group.set ? c->group.text : "";
                if (!streq(user, cases[i].user ? cases[i].user : "") ||
                    !streq(name, cases[i].group ? cases[i].group : ""))
                        fail_msg("%s: %s, %s", cases[i].text, user, name);
        }
}

/* The defaults contradict themselves, whatever a container says; the container does. */
static void test_user_mistakes(void **state)
{
        group_expect(ALL "User=a:b\nGroup=c\n" PROGRAM, "web.group:3: " CONFLICT);
        group_expect(ALL "User=a:b\nGroup=c\n" PROGRAM "User=x\n", "web.group:3: " CONFLICT);
        group_expect(ALL "User=a:b\nGroup=c\n" PROGRAM "User=x:y\n", "web.group:3: " CONFLICT);
        group_expect(ALL "User=a\nGroup=b\n" PROGRAM "User=x:y\nGroup=z\n",
                     "web.group:8: [Container app] Group=: User= names a group already, in line 7; leave it "
                     "out\n");
        /* A group that can't be read is one mistake. */
        group_expect(ALL "User=a:b\n" PROGRAM "Group=x y\n",
                     "web.group:6: [Container app] Group=: expected a group: a name, or a number from 0 to "
                     "2147483647\n");
}

/* An empty value of its own is the default of the language, or of [Group]. */
static void test_cleared(void **state)
{
        static const char defaults[] =
                "[Group]\nRestart=on-failure\nRestartSec=3\n" ALL
                "Memory=1G\nMemoryLimit=1G\nReloadSignal=HUP\nRestart=no\nRestartSec=5\nWorkingDir=/w\n"
                "ReadOnly=yes\nStopSignal=INT\nPidsLimit=5\nTimeoutStartSec=1\n" PROGRAM;
        static const char own[] = "Memory=\nMemoryLimit=\nReloadSignal=\nRestart=\nRestartSec=\nWorkingDir=\n"
                                  "ReadOnly=\nStopSignal=\nPidsLimit=\nTimeoutStartSec=\n";
        _cleanup_free_ char *text = string_printf("%s%s", defaults, own);
        _cleanup_loaded_group_ LoadedGroup inherits = {}, drops = {};
        group_load_right(defaults, &inherits);
        const Container *c = inherits.definition->containers;
        assert_int_equal(inherits.sums.memory, 1 << 30);
        assert_int_equal(inherits.sums.containers[0].memory_limit, 1 << 30);
        assert_int_equal(c->reload_signal.number, SIGHUP);
        assert_int_equal(c->restart.number, RESTART_NO);
        assert_int_equal(c->restart_sec.number, 5000000);
        assert_string_equal(c->working_dir.text, "/w");
        assert_int_equal(c->read_only.number, 1);
        assert_int_equal(c->stop_signal.number, SIGINT);
        assert_int_equal(c->pids_limit.number, 5);
        assert_int_equal(c->timeout_start_sec.number, 1000000);
        group_load_right(text, &drops);
        c = drops.definition->containers;
        assert_int_equal(drops.sums.memory, DEFAULT_MEMORY);
        assert_int_equal(drops.sums.containers[0].memory_limit, DEFAULT_MEMORY);
        assert_false(c->reload_signal.set);
        assert_int_equal(c->restart.number, RESTART_ON_FAILURE);
        assert_int_equal(c->restart_sec.number, 3000000);
        assert_false(c->working_dir.set);
        assert_int_equal(c->read_only.number, 0);
        assert_int_equal(c->stop_signal.number, SIGTERM);
        assert_int_equal(c->pids_limit.number, DEFAULT_PIDS_LIMIT);
        assert_int_equal(c->timeout_start_sec.number, 90000000);
}

/* What a container says wrongly is one mistake: the group's value, which it would have instead, is none of
 * its own. */
static void test_wrong_own(void **state)
{
        group_expect(
                "[Group]\nRestartSec=infinity\n" PROGRAM "RestartSec=x\n",
                "web.group:6: [Container app] RestartSec=: expected a time span like 90, 10s, 1min 30s or "
                "infinity\n");
        group_expect(
                "[Group]\nRestartSec=infinity\n" PROGRAM,
                "web.group:2: [Group] RestartSec=: a restart can't wait for ever; Restart=no is for that\n");
        group_expect("[Group]\nRestartSec=infinity\n" PROGRAM "RestartSec=1\n", "");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_user),
                cmocka_unit_test(test_user_mistakes),
                cmocka_unit_test(test_cleared),
                cmocka_unit_test(test_wrong_own),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
