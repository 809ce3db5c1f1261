/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signals by name. */
#include "core/contract/signals.h"

#include "tests/unit/unit.h"

#include <signal.h>

static const struct {
        const char *text;
        int number;
} signals[] = {
        {"TERM", SIGTERM}, {"SIGTERM", SIGTERM}, {"sigterm", SIGTERM}, {"15", SIGTERM},  {"HUP", 1},
        {"USR1", SIGUSR1}, {"IO", SIGIO},        {"SIGPOLL", SIGIO},   {"IOT", SIGABRT}, {"CLD", SIGCHLD},
        {"KILL", SIGKILL}, {"31", 31},           {"34", 34},           {"64", 64},       {"RTMIN", 34},
        {"SIGRTMIN", 34},  {"RTMIN+0", 34},      {"SIGRTMIN+3", 37},   {"rtmin+30", 64}, {"STKFLT", 16},
        {"RTMAX", 64},     {"SIGRTMAX-0", 64},   {"rtmax-30", 34},
};
static const char *const no_signals[] = {"",         "0",      "32",      "33",       "65",
                                         "-1",       "SIG",    "SIGSIG",  "SIGFOO",   "TERM ",
                                         "RTMIN+31", "RTMIN+", "RTMIN-1", "RTMIN+ 1", "RTMAX+1",
                                         "RTMAX-31", "RTMAX-", "RTMAXX",  "SIG15",    "1e1"};

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

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_signals), cmocka_unit_test(test_names)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
