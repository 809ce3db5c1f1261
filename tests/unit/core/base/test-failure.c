/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What failed, in words that fit. */
#include "core/base/failure.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void test_failures(void **state)
{
        Failure failure;
        char long_text[2 * FAILURE_TEXT_MAX];
        assert_int_equal(failure_set(&failure, 72, ENOENT, "open %s", "/x"), -ENOENT);
        assert_string_equal(failure.text, "open /x: No such file or directory");
        assert_int_equal(failure.status, 72);
        assert_int_equal(failure_set(&failure, 70, 0, "wrong"), -EINVAL);
        assert_string_equal(failure.text, "wrong");
        assert_int_equal(failure_set(&failure, 70, 9999, "x"), -9999);
        assert_string_equal(failure.text, "x: Unknown error");
        memset(long_text, 'a', sizeof long_text - 1);
        long_text[sizeof long_text - 1] = '\0';
        failure_set(&failure, 70, ENOENT, "%s", long_text);
        assert_int_equal(strlen(failure.text), FAILURE_TEXT_MAX - 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_failures)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
