/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sentences about a group and its units. */
#include "core/base/name.h"
#include "core/pid1/words.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

static char *containers[] = {"app", "sync", "a-b"};
static const Group group = {.name = "web", .containers = containers, .n_containers = 3};

#define APP  .role = ROLE_CONTAINER, .name = "coslice@web_app.service"
#define SEE  "; see: journalctl -u coslice@web_app"
#define STOP "; this was at a stop that was asked for and is not counted as a failure"
#define INIT "; it did not end at its stop signal: RunInit=yes helps a program that does not handle it"

static const struct {
        Unit unit;
        const char *failed, *at_stop;
} outcomes[] = {
        {{APP, .masked = true},
         "container app: is masked; run: systemctl unmask coslice@web_app.service",
         NULL},
        {{APP, .outcome = {"exit-code", NULL, CLD_EXITED, 3}},
         "container app: exited with status 3" SEE,
         "container app: exited with status 3" STOP SEE},
        {{APP, .outcome = {"exit-code", "", CLD_EXITED, 3}}, "container app: exited with status 3" SEE, NULL},
        {{APP, .outcome = {"exit-code", "set-up: no such program", CLD_EXITED, 127}},
         "container app: set-up: no such program; exited with status 127" SEE,
         NULL},
        {{APP, .outcome = {"signal", NULL, CLD_KILLED, SIGKILL}},
         "container app: was killed by SIGKILL" SEE,
         "container app: was killed by SIGKILL" STOP SEE},
        {{APP, .outcome = {"signal", NULL, CLD_KILLED, 61}},
         "container app: was killed by signal 61" SEE,
         NULL},
        {{APP, .outcome = {"core-dump", NULL, CLD_DUMPED, SIGSEGV}},
         "container app: was killed by SIGSEGV and dumped core" SEE,
         "container app: was killed by SIGSEGV and dumped core" STOP SEE},
        {{APP, .outcome = {"timeout", NULL, CLD_KILLED, SIGTERM}},
         "container app: timed out, was killed by SIGTERM" SEE,
         "container app: timed out, was killed by SIGTERM" STOP INIT SEE},
        {{APP, .outcome = {"timeout", NULL, 0, 0}}, "container app: timed out" SEE, NULL},
        {{APP, .outcome = {"oom-kill", NULL, CLD_KILLED, SIGKILL}},
         "container app: was killed because memory ran out" SEE,
         NULL},
        {{APP, .outcome = {"protocol", NULL, CLD_EXITED, 0}},
         "container app: ended before it was ready, exited with status 0" SEE,
         NULL},
        {{APP, .outcome = {"resources", NULL, 0, 0}}, "container app: systemd could not start it" SEE, NULL},
        {{APP, .outcome = {"exit-code", NULL, 0, 0}}, "container app: failed (exit-code)" SEE, NULL},
        {{APP, .outcome = {"new-in-systemd-999", NULL, CLD_EXITED, 1}},
         "container app: failed (new-in-systemd-999), exited with status 1" SEE,
         NULL},
        {{APP, .state = STATE_INACTIVE, .outcome = {"success", "text", 0, 0}},
         "container app: not started" SEE,
         NULL},
        {{APP, .state = STATE_INACTIVE}, "container app: not started" SEE, NULL},
        {{APP, .state = STATE_UP, .state_text = "active, running"},
         "container app: runs since before this start of the group, and is no part of it" SEE,
         NULL},
        {{APP, .state = STATE_OTHER, .state_text = "activating, start-pre"},
         "container app: not started (activating, start-pre)" SEE,
         NULL},
        {{.role = ROLE_SANDBOX,
          .name = "coslice-sandbox@web.service",
          .outcome = {"exit-code", "no address left", CLD_EXITED, 71}},
         "coslice-sandbox@web.service: no address left; exited with status 71; see: journalctl -u "
         "coslice-sandbox@web",
         NULL},
        {{.role = ROLE_VOLUME,
          .name = "coslice-volume@web_content.service",
          .outcome = {"timeout", NULL, 0, 0}},
         "coslice-volume@web_content.service: timed out; see: journalctl -u coslice-volume@web_content",
         NULL},
};

static void test_outcomes(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++) {
                _cleanup_strbuf_ StrBuf failed = {}, at_stop = {};
                assert_int_equal(words_failed(&group, &outcomes[i].unit, &failed), 0);
                assert_string_equal(failed.text, outcomes[i].failed);
                if (!outcomes[i].at_stop)
                        continue;
                assert_int_equal(words_failed_at_stop(&group, &outcomes[i].unit, &at_stop), 0);
                assert_string_equal(at_stop.text, outcomes[i].at_stop);
        }
}

#define STOP_ALL "systemctl stop coslice-sandbox@web"

static void test_left(void **state)
{
        static char slice[] = "coslice-web.slice";
        static const struct {
                Unit unit;
                const char *text;
        } rows[] = {
                {{APP, .state = STATE_UP, .left = {.freezer = FREEZER_FROZEN, .pid = 7}},
                 "container app: is frozen and was not stopped; run: systemctl thaw "
                 "coslice@web_app; " STOP_ALL},
                {{APP, .state = STATE_UP,
                  .left = {.freezer = FREEZER_FROZEN_BY_PARENT, .frozen = slice, .pid = 7}},
                 "container app: is frozen and was not stopped; run: systemctl thaw "
                 "coslice-web.slice; " STOP_ALL},
                {{APP, .state = STATE_UP},
                 "container app: still runs, its stop did not come about; run: " STOP_ALL},
                {{APP, .state = STATE_FAILED, .outcome = {"timeout", NULL, 0, 0},
                  .left = {.pid = 7, .command = "sleep 10"}},
                 "container app: process 7 (sleep 10) is left and can't be killed; once it is gone, "
                 "run: " STOP_ALL},
                {{APP, .state = STATE_INACTIVE, .outcome = {"success", NULL, CLD_EXITED, 0},
                  .left = {.pid = 7}},
                 "container app: process 7 (?) is left; once it is gone, run: " STOP_ALL},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                assert_int_equal(words_left(&group, &rows[i].unit, &text), 0);
                assert_string_equal(text.text, rows[i].text);
        }
}

static void test_not_removed(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        const Unit sandbox = {.role = ROLE_SANDBOX,
                              .state = STATE_FAILED,
                              .name = "coslice-sandbox@web.service",
                              .outcome = {"exit-code", "remove x: Read-only file system", CLD_EXITED, 0}};
        assert_int_equal(words_not_removed(&group, &sandbox, &text), 0);
        assert_string_equal(
                text.text,
                "coslice-sandbox@web.service: remove x: Read-only file system; its clean-up failed; "
                "to try again, run: " STOP_ALL);
}

static void test_plain(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        assert_int_equal(words_not_started("app", &text), 0);
        assert_string_equal(text.text, "container app: not started");
        strbuf_truncate(&text, 0);
        assert_int_equal(words_skipped("app", &text), 0);
        assert_string_equal(text.text, "container app: skipped, a condition is not met");
}

static void check_started(const bool *ready, const char *expected)
{
        _cleanup_strbuf_ StrBuf text = {};
        assert_int_equal(words_started(&group, ready, "2 CPUs, 2 GiB", &text), 0);
        assert_string_equal(text.text, expected);
}

static void test_started(void **state)
{
        check_started((bool[]){true, true, true}, "started: app, sync, a-b; 2 CPUs, 2 GiB");
        check_started((bool[]){false, true, false}, "started: sync; 2 CPUs, 2 GiB");
        check_started((bool[]){false, false, false}, "started; 2 CPUs, 2 GiB");
}

/* systemd ignores a notification over 4,096 bytes. */
static void test_status_limit(void **state)
{
        static char label[LABEL_MAX + 1], *labels[60];
        static bool ready[60];
        _cleanup_strbuf_ StrBuf text = {};
        memset(label, 'a', LABEL_MAX);
        for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
                labels[i] = label;
                ready[i] = true;
        }
        Group large = {.name = "web", .containers = labels, .n_containers = ARRAY_SIZE(labels)};
        assert_int_equal(words_started(&large, ready, "60 CPUs, 90 GiB", &text), 0);
        assert_true(text.length < 4096 - strlen("STATUS="));
        assert_non_null(strstr(text.text, "started: aaa"));
        assert_non_null(strstr(text.text, "a and 14 more; 60 CPUs, 90 GiB"));
}

static void test_unknown(void **state)
{
        static const char *const dirs[] = {"/etc/x", "/usr/x"};
        static const StrVec none = {}, both = {.items = containers, .n = 2};
        static const struct {
                Unknown unknown;
                const char *text;
        } rows[] = {
                {{.group = "web"}, "no group \"web\" in /etc/x, /usr/x"},
                {{.group = "web", .container = "app"}, "no group \"web\" in /etc/x, /usr/x"},
                {{.group = "web", .container = "typo", .containers = &both},
                 "group \"web\" has no container \"typo\"; it has: app, sync"},
                {{.group = "web", .container = "app", .refused = true, .definition = "/etc/x/web.group"},
                 "the definition of group \"web\" has mistakes; see: systemctl status coslice@web"},
                {{.group = "web", .definition = "/etc/x/web.group"},
                 "group \"web\" is defined in /etc/x/web.group, but systemd has not read it yet; run: "
                 "systemctl daemon-reload"},
                {{.group = "web", .definition = "/etc/x/web.group", .masked = true},
                 "group \"web\" is masked: /etc/x/web.group is a link to /dev/null"},
                {{.group = "Web"}, "\"Web\" can't be the name of a group, which has " LABEL_RULE},
                {{.group = "", .container = "app"},
                 "\"\" can't be the name of a group, which has " LABEL_RULE},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                Unknown unknown = rows[i].unknown;
                unknown.dirs = dirs;
                unknown.n_dirs = ARRAY_SIZE(dirs);
                if (!unknown.containers)
                        unknown.containers = &none;
                assert_int_equal(words_unknown(&unknown, &text), 0);
                assert_string_equal(text.text, rows[i].text);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_outcomes),    cmocka_unit_test(test_plain),
                cmocka_unit_test(test_started),     cmocka_unit_test(test_status_limit),
                cmocka_unit_test(test_unknown),     cmocka_unit_test(test_left),
                cmocka_unit_test(test_not_removed),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
