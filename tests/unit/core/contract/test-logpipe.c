/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose log is pipes, as the generator tells the helper. */
#include "core/contract/contract.h"
#include "core/contract/logpipe.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define KEY "docker.io-library-nginx-0123456789abcdef"

static void test_round_trip(void **state)
{
        static const char *const rows[][3] = {
                {"app", NULL, "--log-pipe=app"},
                {"app", KEY, "--log-pipe=app:" KEY},
        };
        PipedLogList list = {};
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                Failure failure = {};
                assert_int_equal(piped_log_write(rows[i][0], rows[i][1], &text), 0);
                assert_string_equal(text.text, rows[i][2]);
                assert_int_equal(piped_log_read(text.text + strlen("--log-pipe="), &list, &failure), 0);
                assert_int_equal(list.n, i + 1);
                assert_string_equal(list.items[i].container, rows[i][0]);
                if (rows[i][1])
                        assert_string_equal(list.items[i].image, rows[i][1]);
                else
                        assert_null(list.items[i].image);
        }
        piped_log_list_done(&list);
        assert_null(list.items);
}

static void test_wrong(void **state)
{
        static const char *const rows[] = {"",           "App",          "a/b",
                                           "..",         "app:",         "app:nginx",
                                           ":" KEY,      "app:" KEY ":", "app:" KEY "/",
                                           "app:../" KEY};
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                PipedLogList list = {};
                Failure failure = {};
                if (piped_log_read(rows[i], &list, &failure) != -EINVAL)
                        fail_msg("%s", rows[i]);
                assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
                assert_int_equal(list.n, 0);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_round_trip),
                cmocka_unit_test(test_wrong),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
