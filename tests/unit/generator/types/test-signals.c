/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signals and exit statuses by name. */
#include "generator/types/signals.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

static const struct {
        const char *text;
        int number;
} signals[] = {
        {"TERM", SIGTERM}, {"SIGTERM", SIGTERM}, {"sigterm", SIGTERM}, {"15", SIGTERM},  {"HUP", 1},
        {"USR1", SIGUSR1}, {"IO", SIGIO},        {"SIGPOLL", SIGIO},   {"IOT", SIGABRT}, {"CLD", SIGCHLD},
        {"KILL", SIGKILL}, {"31", 31},           {"34", 34},           {"64", 64},       {"RTMIN", 34},
        {"SIGRTMIN", 34},  {"RTMIN+0", 34},      {"SIGRTMIN+3", 37},   {"rtmin+30", 64}, {"STKFLT", 16},
};
static const char *const no_signals[] = {"",        "0",        "32",      "33",    "65",       "-1",
                                         "SIG",     "SIGSIG",   "SIGFOO",  "TERM ", "RTMIN+31", "RTMIN+",
                                         "RTMIN-1", "RTMIN+ 1", "RTMAX+1", "SIG15", "1e1"};

static void test_signals(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
                if (signal_from_text(signals[i].text) != signals[i].number)
                        fail_msg("%s: %d", signals[i].text, signal_from_text(signals[i].text));
        for (size_t i = 0; i < ARRAY_SIZE(no_signals); i++)
                if (signal_from_text(no_signals[i]) >= 0)
                        fail_msg("%s: %d", no_signals[i], signal_from_text(no_signals[i]));
}

/* Each that can be meant has a name that reads back; systemd knows these, tests/readback shows. */
static void test_names(void **state)
{
        for (int i = 1; i <= 64; i++) {
                _cleanup_strbuf_ StrBuf name = {}, number = {};
                if (i == 32 || i == 33)
                        continue;
                assert_int_equal(signal_add_name(&name, i), 0);
                assert_int_equal(signal_from_text(name.text), i);
                assert_int_equal(strbuf_addf(&number, "%d", i), 0);
                assert_int_equal(signal_from_text(number.text), i);
        }
        _cleanup_strbuf_ StrBuf io = {};
        assert_int_equal(signal_add_name(&io, SIGPOLL), 0);
        assert_string_equal(io.text, "SIGIO");
}

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
                cmocka_unit_test(test_signals),
                cmocka_unit_test(test_names),
                cmocka_unit_test(test_ends),
                cmocka_unit_test(test_statuses),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
