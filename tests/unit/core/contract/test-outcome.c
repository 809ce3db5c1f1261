/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ends of processes in words, by numbers and by systemd's variables. */
#include "core/contract/outcome.h"

#include "tests/unit/unit.h"

#include <signal.h>

static const struct {
        const char *result;
        int32_t code, status;
        const char *code_word, *status_word; /* NULL: not told */
        const char *text;
        bool init;
} rows[] = {
        {"exit-code", CLD_EXITED, 3, "exited", "3", "exited with status 3"},
        {"exit-code", CLD_EXITED, 243, "exited", "243",
         "exited with status 243, as systemd does where it can't load a credential"},
        {"success", CLD_EXITED, 0, "exited", "0", "exited with status 0"},
        {"success", CLD_KILLED, SIGTERM, "killed", "TERM", "was killed by SIGTERM"},
        {"signal", CLD_KILLED, SIGKILL, "killed", "KILL", "was killed by SIGKILL"},
        {"signal", CLD_KILLED, 61, "killed", "61", "was killed by signal 61"},
        {"core-dump", CLD_DUMPED, SIGSEGV, "dumped", "SEGV", "was killed by SIGSEGV and dumped core"},
        {"timeout", CLD_KILLED, SIGTERM, "killed", "TERM", "timed out, was killed by SIGTERM"},
        {"timeout", 0, 0, NULL, NULL, "timed out"},
        {"oom-kill", CLD_KILLED, SIGKILL, "killed", "KILL", "was killed because memory ran out"},
        {"protocol", CLD_EXITED, 0, "exited", "0", "ended before it was ready, exited with status 0"},
        {"exit-code", 0, 0, NULL, NULL, "failed (exit-code)"},
        {"exit-code", 0, 0, "exited", NULL, "failed (exit-code)"},
        {"exit-code", 0, 0, "new-in-systemd-999", "3", "failed (exit-code)"},
        {"new-in-systemd-999", CLD_EXITED, 1, "exited", "1",
         "failed (new-in-systemd-999), exited with status 1"},
        /* The process ended well: what came after it did not. */
        {"exit-code", CLD_EXITED, 0, "exited", "0", "its clean-up failed"},
        {"signal", CLD_EXITED, 0, "exited", "0", "its clean-up was killed"},
        /* An init's status stands for a signal, where there is one of that number. */
        {"exit-code", CLD_EXITED, 139, "exited", "139", "was killed by SIGSEGV (status 139)", true},
        {"success", CLD_EXITED, 138, "exited", "138", "was killed by SIGUSR1 (status 138)", true},
        {"exit-code", CLD_EXITED, 139, "exited", "139", "exited with status 139"},
        {"exit-code", CLD_EXITED, 128, "exited", "128", "exited with status 128", true},
        {"exit-code", CLD_EXITED, 162, "exited", "162", "exited with status 162", true},
        {"signal", CLD_KILLED, SIGKILL, "killed", "KILL", "was killed by SIGKILL", true},
};

static void test_outcomes(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf numbers = {}, words = {};
                assert_int_equal(
                        outcome_add(rows[i].result, rows[i].code, rows[i].status, rows[i].init, &numbers), 0);
                assert_string_equal(numbers.text, rows[i].text);
                assert_int_equal(outcome_add_variables(rows[i].result, rows[i].code_word, rows[i].status_word,
                                                       rows[i].init, &words),
                                 0);
                assert_string_equal(words.text, rows[i].text);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_outcomes)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
