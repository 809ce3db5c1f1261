/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/fetch/tries.h"

#include "core/base/cleanup.h"
#include "tests/unit/unit.h"

/* Each try fails at once: the waits, until there are none. */
static void test_waits(void **state)
{
        static const int64_t expected[] = {1000, 2000, 4000, 8000, 15000, 15000};
        Tries tries = {.patience = TRIES_PATIENCE_SEC * 1000, .heard = 7};
        int64_t now = 7, wait, all = 0;
        size_t n = 0;
        while (tries_next(&tries, now, &wait)) {
                if (n < ARRAY_SIZE(expected))
                        assert_int_equal(wait, expected[n]);
                n++;
                now += wait;
                all += wait;
        }
        assert_int_equal(all, TRIES_PATIENCE_SEC * 1000);
        assert_int_equal(n, 23);
        assert_true(tries_over(&tries, now));
        assert_false(tries_next(&tries, now, &wait));
}

/* A byte begins it anew. */
static void test_heard(void **state)
{
        Tries tries = {.patience = 3000};
        int64_t wait;
        assert_true(tries_next(&tries, 0, &wait));
        assert_true(tries_next(&tries, 1000, &wait));
        assert_int_equal(wait, 2000);
        tries_heard(&tries, 2999);
        assert_false(tries_over(&tries, 5998));
        assert_true(tries_over(&tries, 5999));
        assert_true(tries_next(&tries, 2999, &wait));
        assert_int_equal(wait, 1000);
        assert_true(tries_next(&tries, 5998, &wait));
        assert_int_equal(wait, 1);
}

static void test_none(void **state)
{
        Tries tries = {};
        int64_t wait = -1;
        assert_true(tries_over(&tries, 0));
        assert_false(tries_next(&tries, 0, &wait));
        assert_int_equal(wait, -1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_waits),
                cmocka_unit_test(test_heard),
                cmocka_unit_test(test_none),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
