/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules of a group's start and stop: readiness, the live target, strays, verdicts. */
#include "core/pid1/rules.h"

#include "tests/unit/unit.h"

static void test_run_began(void **state)
{
        assert_int_equal(rules_run_began(NULL, 55), 0);
        /* first start since boot: never was inactive before */
        assert_int_equal(rules_run_began(&(Unit){.times = {.inactive_exit = 50}}, 45), 50);
        /* a later start */
        const Unit later = {.times = {.inactive_enter = 40, .inactive_exit = 50}};
        assert_int_equal(rules_run_began(&later, 45), 50);
        /* a restart, the sandbox is down and its turn is still to come */
        const Unit down = {.times = {.inactive_enter = 60, .inactive_exit = 50}};
        assert_int_equal(rules_run_began(&down, 65), 60);
        /* it came up and went down since the start was asked for: the containers had all ended; or it ran
         * already, for one that was started alone */
        assert_int_equal(rules_run_began(&down, 45), 50);
        assert_int_equal(rules_run_began(&down, 55), 50);
        assert_int_equal(rules_run_began(&down, 60), 50);
        /* nobody knows when */
        assert_int_equal(rules_run_began(&down, 0), 60);
        static const struct {
                UnitJob job;
                uint64_t began;
        } jobs[] = {
                {JOB_START, UINT64_MAX}, {JOB_RESTART, UINT64_MAX}, {JOB_OTHER, UINT64_MAX}, {JOB_STOP, 50}};
        for (size_t i = 0; i < ARRAY_SIZE(jobs); i++) {
                Unit unit = later;
                unit.job = jobs[i].job;
                assert_int_equal(rules_run_began(&unit, 45), jobs[i].began);
        }
}

static void test_ready(void **state)
{
        static const struct {
                const char *why;
                Unit unit;
                bool needs_times, ready;
        } rows[] = {
                {"is up", {.state = STATE_UP, .times = {.active_enter = 160}}, true, true},
                {"is up and to be restarted",
                 {.state = STATE_UP, .job = JOB_RESTART, .times = {.active_enter = 160}},
                 true,
                 true},
                {"is up, older than the sandbox",
                 {.state = STATE_UP, .times = {.active_enter = 90}},
                 true,
                 false},
                {"its turn is to come; READY in an earlier run",
                 {.state = STATE_INACTIVE, .job = JOB_START, .times = {.active_enter = 200}},
                 false,
                 false},
                {"failed before, its turn is to come",
                 {.state = STATE_FAILED, .job = JOB_START, .times = {.active_enter = 200}},
                 false,
                 false},
                {"on its way down to be started anew",
                 {.state = STATE_DEACTIVATING, .job = JOB_RESTART, .times = {.active_enter = 200}},
                 true,
                 false},
                {"starts for the first time",
                 {.state = STATE_OTHER, .job = JOB_START, .times = {.inactive_exit = 150}},
                 true,
                 false},
                {"was READY before this run only",
                 {.state = STATE_FAILED, .times = {.active_enter = 90, .inactive_exit = 80}},
                 true,
                 false},
                {"was READY in this run and has ended",
                 {.state = STATE_INACTIVE, .times = {.active_enter = 160, .inactive_exit = 150}},
                 true,
                 true},
                {"was READY in this run and has failed",
                 {.state = STATE_FAILED, .times = {.active_enter = 160, .inactive_exit = 150}},
                 true,
                 true},
                {"READY at the very moment when the run began",
                 {.state = STATE_FAILED, .times = {.active_enter = 100, .inactive_exit = 100}},
                 true,
                 true},
                {"was READY in this run, crashed, waits for its restart",
                 {.state = STATE_OTHER,
                  .restarting = true,
                  .times = {.active_enter = 160, .inactive_exit = 150}},
                 true,
                 true},
                {"was READY in this run, crashed, was restarted and starts",
                 {.state = STATE_OTHER,
                  .job = JOB_RESTART,
                  .times = {.active_enter = 160, .inactive_exit = 180, .n_restarts = 1}},
                 true,
                 true},
                {"ran alone in an older sandbox, and this start activates it anew",
                 {.state = STATE_OTHER,
                  .job = JOB_START,
                  .times = {.active_enter = 160, .inactive_exit = 180}},
                 true,
                 false},
                {"the same, and it failed",
                 {.state = STATE_FAILED, .times = {.active_enter = 160, .inactive_exit = 180}},
                 true,
                 false},
                {"never READY, failing again and again",
                 {.state = STATE_OTHER, .restarting = true, .times = {.inactive_exit = 180, .n_restarts = 3}},
                 true,
                 false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                if (rules_needs_times(&rows[i].unit) != rows[i].needs_times ||
                    rules_was_ready(&rows[i].unit, 100) != rows[i].ready)
                        fail_msg("%s", rows[i].why);
}

static const StartView run = {.began = 5, .can_ask = true},
                       job_failed = {.began = 5, .can_ask = true, .failed = true}, not_again = {.began = 5},
                       no_run_yet = {.began = UINT64_MAX, .can_ask = true};
static const struct {
        const char *why;
        Unit unit;
        const StartView *view;
        StartStep step;
} start_rows[] = {
        {"failed", {.state = STATE_FAILED, .times = {.inactive_exit = 6}}, &run, START_ENDED},
        {"ended at once", {.state = STATE_INACTIVE, .times = {.inactive_exit = 6}}, &run, START_ENDED},
        {"failed, waits for its restart",
         {.state = STATE_OTHER, .restarting = true, .times = {.inactive_exit = 6}},
         &run,
         START_ENDED},
        {"failed, is about to be restarted",
         {.state = STATE_OTHER, .restarting = true, .job = JOB_RESTART, .times = {.inactive_exit = 6}},
         &run,
         START_ENDED},
        {"failed in an earlier run, is about to be restarted",
         {.state = STATE_OTHER, .restarting = true, .job = JOB_RESTART, .times = {.inactive_exit = 4}},
         &run,
         START_WAIT},
        {"waited for its restart, and was started",
         {.state = STATE_OTHER, .restarting = true, .job = JOB_START, .times = {.inactive_exit = 6}},
         &run,
         START_WAIT},
        {"starts", {.state = STATE_OTHER, .job = JOB_START, .times = {.inactive_exit = 6}}, &run, START_WAIT},
        {"has failed, and tries again already",
         {.state = STATE_OTHER, .job = JOB_START, .times = {.inactive_exit = 6}},
         &job_failed,
         START_ENDED},
        {"its turn is to come", {.state = STATE_INACTIVE, .job = JOB_START}, &run, START_WAIT},
        {"its turn is to come, a job of before has failed",
         {.state = STATE_INACTIVE, .job = JOB_START},
         &job_failed,
         START_WAIT},
        {"failed in an earlier run, has no job",
         {.state = STATE_FAILED, .times = {.inactive_exit = 4}},
         &run,
         START_ASK},
        {"waits for its restart since an earlier run, has no job",
         {.state = STATE_OTHER, .restarting = true, .times = {.inactive_exit = 4}},
         &run,
         START_ASK},
        {"has no job, and the sandbox is to come",
         {.state = STATE_FAILED, .times = {.inactive_exit = 6}},
         &no_run_yet,
         START_ASK},
        {"was asked for before, or there is no sandbox",
         {.state = STATE_FAILED, .times = {.inactive_exit = 4}},
         &not_again,
         START_ENDED},
        {"what it needs has failed",
         {.state = STATE_INACTIVE, .times = {.inactive_exit = 4}},
         &job_failed,
         START_ENDED},
};

static void test_start(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(start_rows); i++)
                if (rules_start_step(&start_rows[i].unit, start_rows[i].view) != start_rows[i].step)
                        fail_msg("%s", start_rows[i].why);
}

static void test_leaves_earlier(void **state)
{
        static const struct {
                Unit unit;
                bool leaves;
        } rows[] = {
                {{.state = STATE_DEACTIVATING, .job = JOB_START, .times = {.inactive_exit = 4}}, true},
                {{.state = STATE_DEACTIVATING, .job = JOB_START, .times = {.inactive_exit = 5}}, false},
                {{.state = STATE_DEACTIVATING, .times = {.inactive_exit = 4}}, false},
                {{.state = STATE_FAILED, .job = JOB_START, .times = {.inactive_exit = 4}}, false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                assert_int_equal(rules_leaves_earlier(&rows[i].unit, 5), rows[i].leaves);
}

static void test_live(void **state)
{
        static const struct {
                Unit unit;
                LiveStep step;
                bool must_go;
        } rows[] = {
                {{.state = STATE_INACTIVE, .job = JOB_START}, LIVE_FINE, true},
                {{.state = STATE_UP, .job = JOB_START}, LIVE_FINE, true},
                {{.state = STATE_UP, .job = JOB_STOP}, LIVE_WAIT, true},
                {{.state = STATE_UP, .job = JOB_RESTART}, LIVE_WAIT, true},
                {{.state = STATE_UP}, LIVE_STOP, true},
                {{.state = STATE_INACTIVE}, LIVE_START, false},
                {{.state = STATE_FAILED}, LIVE_START, false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                assert_int_equal(rules_live_in_start(&rows[i].unit), rows[i].step);
                assert_int_equal(rules_live_must_go(&rows[i].unit), rows[i].must_go);
        }
        assert_int_equal(rules_live_in_start(NULL), LIVE_FINE);
        assert_false(rules_live_must_go(NULL));
}

static const StopView asked_for = {}, broken = {.broken = true}, again = {.broken = true, .asked = true},
                      restart = {.broken = true, .restarting = true}, later = {.asked = true};
static const struct {
        const char *why;
        Unit unit;
        const StopView *view;
        StopStep step;
} stop_rows[] = {
        {"goes down with the group",
         {.role = ROLE_CONTAINER, .state = STATE_UP, .job = JOB_STOP},
         &asked_for,
         STOP_WAIT},
        {"goes down to come up again",
         {.role = ROLE_CONTAINER, .state = STATE_UP, .job = JOB_RESTART},
         &asked_for,
         STOP_WAIT},
        {"is down", {.role = ROLE_CONTAINER, .state = STATE_INACTIVE}, &asked_for, STOP_NOTHING},
        {"belongs to a new start",
         {.role = ROLE_CONTAINER, .state = STATE_INACTIVE, .job = JOB_START},
         &asked_for,
         STOP_NOTHING},
        {"the sandbox goes last",
         {.role = ROLE_SANDBOX, .state = STATE_UP, .job = JOB_STOP, .index = NOT_DEFINED},
         &asked_for,
         STOP_WAIT},
        {"a volume",
         {.role = ROLE_VOLUME, .state = STATE_DEACTIVATING, .job = JOB_STOP, .index = NOT_DEFINED},
         &asked_for,
         STOP_WAIT},
        {"the group itself",
         {.role = ROLE_GROUP, .state = STATE_DEACTIVATING, .job = JOB_STOP, .index = NOT_DEFINED},
         &asked_for,
         STOP_NOTHING},
        {"live",
         {.role = ROLE_LIVE, .state = STATE_UP, .job = JOB_STOP, .index = NOT_DEFINED},
         &asked_for,
         STOP_NOTHING},
        {"the group itself after a failed start",
         {.role = ROLE_GROUP, .state = STATE_DEACTIVATING, .index = NOT_DEFINED},
         &broken,
         STOP_NOTHING},
        {"live after a failed start",
         {.role = ROLE_LIVE, .state = STATE_UP, .index = NOT_DEFINED},
         &broken,
         STOP_NOTHING},
        {"dropped from the definition",
         {.role = ROLE_CONTAINER, .state = STATE_UP, .index = NOT_DEFINED},
         &asked_for,
         STOP_ASK},
        {"dropped, asked before",
         {.role = ROLE_CONTAINER, .state = STATE_UP, .index = NOT_DEFINED},
         &later,
         STOP_NOTHING},
        {"dropped, on its way",
         {.role = ROLE_CONTAINER, .state = STATE_UP, .job = JOB_STOP, .index = NOT_DEFINED},
         &asked_for,
         STOP_WAIT},
        {"dropped, down",
         {.role = ROLE_CONTAINER, .state = STATE_FAILED, .index = NOT_DEFINED},
         &asked_for,
         STOP_NOTHING},
        {"left by a failed start", {.role = ROLE_CONTAINER, .state = STATE_UP}, &broken, STOP_ASK},
        {"still starting in a failed start",
         {.role = ROLE_CONTAINER, .state = STATE_OTHER, .job = JOB_START},
         &broken,
         STOP_ASK},
        {"waits for its restart in a failed start",
         {.role = ROLE_CONTAINER, .state = STATE_OTHER, .restarting = true},
         &broken,
         STOP_ASK},
        {"its turn was to come in a failed start",
         {.role = ROLE_CONTAINER, .state = STATE_INACTIVE, .job = JOB_START},
         &broken,
         STOP_ASK},
        {"sandbox of a failed start",
         {.role = ROLE_SANDBOX, .state = STATE_UP, .index = NOT_DEFINED},
         &broken,
         STOP_ASK},
        {"volume of a failed start",
         {.role = ROLE_VOLUME, .state = STATE_UP, .index = NOT_DEFINED},
         &broken,
         STOP_ASK},
        {"failed in a failed start", {.role = ROLE_CONTAINER, .state = STATE_FAILED}, &broken, STOP_NOTHING},
        {"a new start after a failed one",
         {.role = ROLE_CONTAINER, .state = STATE_OTHER, .job = JOB_START},
         &again,
         STOP_NOTHING},
        {"left, and asked before",
         {.role = ROLE_CONTAINER, .state = STATE_DEACTIVATING, .job = JOB_STOP},
         &again,
         STOP_WAIT},
        {"restart of a group whose start failed: it has its own job",
         {.role = ROLE_CONTAINER, .state = STATE_UP, .job = JOB_RESTART},
         &restart,
         STOP_WAIT},
        {"the same, its turn is to come",
         {.role = ROLE_CONTAINER, .state = STATE_INACTIVE, .job = JOB_START},
         &restart,
         STOP_NOTHING},
};

static void test_stop(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(stop_rows); i++)
                if (rules_stop_step(&stop_rows[i].unit, stop_rows[i].view) != stop_rows[i].step)
                        fail_msg("%s", stop_rows[i].why);
}

static void test_verdict(void **state)
{
        const Unit group = {.times = {.inactive_exit = 100, .active_enter = 200}};
        const Unit live = {.times = {.active_enter = 210, .inactive_enter = 300}};
        assert_int_equal(rules_live_ended(&group, &live), 300);
        assert_int_equal(rules_live_ended(NULL, &live), 0);
        assert_int_equal(rules_live_ended(&group, NULL), 0);
        /* live of an earlier run */
        assert_int_equal(
                rules_live_ended(&group, &(Unit){.times = {.active_enter = 90, .inactive_enter = 95}}), 0);
        /* the group was stopped while it started: up in an earlier run only */
        assert_int_equal(
                rules_live_ended(&(Unit){.times = {.inactive_exit = 250, .active_enter = 200}}, &live), 0);
        assert_int_equal(rules_live_ended(&(Unit){.times = {.inactive_exit = 250}}, &live), 0);

        assert_true(rules_failed_by_itself(&(Unit){.state = STATE_FAILED, .times = {.inactive_enter = 299}},
                                           300));
        assert_false(rules_failed_by_itself(&(Unit){.state = STATE_FAILED, .times = {.inactive_enter = 301}},
                                            300));
        assert_false(
                rules_failed_by_itself(&(Unit){.state = STATE_FAILED, .times = {.inactive_enter = 1}}, 0));
        assert_false(rules_failed_by_itself(&(Unit){.state = STATE_INACTIVE, .times = {.inactive_enter = 1}},
                                            300));
}

static void test_left(void **state)
{
        static const struct {
                const char *why;
                Unit unit;
                bool may_be, is;
                bool restarting; /* the group */
        } rows[] = {
                {"is down", {.role = ROLE_CONTAINER, .state = STATE_INACTIVE}, true, false},
                {"is down, with a process",
                 {.role = ROLE_CONTAINER, .state = STATE_FAILED, .left = {.pid = 7}},
                 true,
                 true},
                {"is up and older than the stop",
                 {.role = ROLE_CONTAINER, .state = STATE_UP, .times = {.inactive_exit = 90}},
                 true,
                 true},
                {"was started since",
                 {.role = ROLE_CONTAINER, .state = STATE_UP, .times = {.inactive_exit = 110}},
                 false,
                 true},
                {"will be started",
                 {.role = ROLE_CONTAINER, .state = STATE_INACTIVE, .job = JOB_START},
                 false,
                 false},
                {"the sandbox", {.role = ROLE_SANDBOX, .state = STATE_UP}, false, true},
                {"waits for its restart, in a stop",
                 {.role = ROLE_CONTAINER, .state = STATE_OTHER, .restarting = true},
                 true,
                 true},
                {"waits for its restart, in a restart of the group",
                 {.role = ROLE_CONTAINER, .state = STATE_OTHER, .restarting = true},
                 true,
                 false,
                 true},
                {"is up in a restart of the group",
                 {.role = ROLE_CONTAINER, .state = STATE_UP},
                 true,
                 true,
                 true},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                if (rules_may_be_left(&rows[i].unit, 100) != rows[i].may_be ||
                    rules_is_left(&rows[i].unit, rows[i].restarting) != rows[i].is)
                        fail_msg("%s", rows[i].why);
}

static void test_came_up(void **state)
{
        char success[] = "success", code[] = "exit-code";
        const UnitTimes up = {.inactive_exit = 200, .active_enter = 210, .inactive_enter = 300};
        assert_true(rules_came_up(&(Unit){.outcome = {.result = success}, .times = up}));
        /* It failed in its stop, was up in an earlier run alone, never, or nobody knows. */
        assert_false(rules_came_up(&(Unit){.outcome = {.result = code}, .times = up}));
        assert_false(rules_came_up(&(Unit){.outcome = {.result = success},
                                           .times = {.inactive_exit = 220, .active_enter = 210}}));
        assert_false(rules_came_up(&(Unit){.outcome = {.result = success}, .times = {.inactive_exit = 200}}));
        assert_false(rules_came_up(&(Unit){.times = up}));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_run_began), cmocka_unit_test(test_ready),
                cmocka_unit_test(test_start),     cmocka_unit_test(test_leaves_earlier),
                cmocka_unit_test(test_live),      cmocka_unit_test(test_stop),
                cmocka_unit_test(test_verdict),   cmocka_unit_test(test_came_up),
                cmocka_unit_test(test_left),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
