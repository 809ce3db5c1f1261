/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exit statuses by name, and ends by signals. */
#include "generator/types/signals.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

static void test_statuses(void **state)
{
        static const struct {
                const char *text, *expected;
        } good[] = {{"0", "0"},           {"255", "255"},       {"007", "7"},      {"TEMPFAIL", "TEMPFAIL"},
                    {"config", "CONFIG"}, {"SIGHUP", "SIGHUP"}, {"hup", "SIGHUP"}, {"RTMIN+2", "RTMIN+2"},
                    {"POLL", "SIGIO"}};
        static const char *const bad[] = {"256", "-1", "", "1-5", "OOPS", "1,2", "99999999999999999999"};
        for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
                _cleanup_free_ char *text = NULL;
                assert_int_equal(exit_status_normalize(good[i].text, &text), 0);
                assert_string_equal(text, good[i].expected);
        }
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
                char *text = NULL;
                assert_true(exit_status_normalize(bad[i], &text) > 0);
                assert_null(text);
        }
}

static void test_ends(void **state)
{
        static const struct {
                const char *status;
                int number;
        } statuses[] = {{"3", 0}, {"CONFIG", 0}, {"SIGHUP", 1}, {"SIGIO", SIGIO}, {"RTMIN+3", 37}};
        for (size_t i = 0; i < ARRAY_SIZE(statuses); i++)
                assert_int_equal(exit_status_signal(statuses[i].status), statuses[i].number);
        size_t n[3] = {};
        for (int i = -1; i <= SIGNAL_LAST + 1; i++)
                n[signal_end(i)]++;
        assert_int_equal(n[SIGNAL_CLEAN], 4);
        assert_int_equal(n[SIGNAL_UNCLEAN], 62 - 4 - 8);
        assert_int_equal(signal_end(SIGSEGV), SIGNAL_UNCLEAN);
        assert_int_equal(signal_end(SIGTERM), SIGNAL_CLEAN);
        assert_int_equal(signal_end(SIGCHLD), SIGNAL_NONE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_ends),
                cmocka_unit_test(test_statuses),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
