/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings that grow: what they hold is what printf(3) would write. */
#include "core/base/strbuf.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Appends by strbuf_addf() behind N bytes and holds it against snprintf(). */
#define check_format(n, ...)                                                   \
        do {                                                                   \
                char expected[4096];                                           \
                _cleanup_strbuf_ StrBuf buf = {};                              \
                for (size_t k = 0; k < (n); k++)                               \
                        assert_int_equal(strbuf_add_char(&buf, 'x'), 0);       \
                int length = snprintf(expected, sizeof expected, __VA_ARGS__); \
                assert_int_equal(strbuf_addf(&buf, __VA_ARGS__), 0);           \
                assert_int_equal(buf.length, (n) + (size_t)length);            \
                assert_string_equal(buf.text + (n), expected);                 \
                _cleanup_free_ char *text = string_printf(__VA_ARGS__);        \
                assert_string_equal(text, expected);                           \
        } while (0)

static void test_formats(void **state)
{
        char line[300];
        memset(line, 'a', sizeof line - 1);
        line[sizeof line - 1] = '\0';
        for (size_t n = 0; n < 200; n += 7) {
                check_format(n, "plain");
                check_format(n, "%s", "");
                check_format(n, "%s", line);
                check_format(n, "--name=%s", "value");
                check_format(n, "%s%s/%s", "a", "b", line);
                check_format(n, "%%%s%%", "100");
                check_format(n, "%d", INT_MIN);
                check_format(n, "%s:%u:%llu %s", "a", UINT_MAX, ULLONG_MAX, line);
                check_format(n, "%.*s|%5s|%-5s|%s", 2, "abc", "a", "b", "c");
                check_format(n, "%s%300d%s", "a", 1, "b");
        }
}

static void test_reserve(void **state)
{
        _cleanup_strbuf_ StrBuf buf = {};
        assert_int_equal(strbuf_reserve(&buf, 1000), 0);
        const char *text = buf.text;
        for (size_t i = 0; i < 1000; i++)
                assert_int_equal(strbuf_add_char(&buf, 'a'), 0);
        assert_ptr_equal(buf.text, text);
        assert_int_equal(strlen(buf.text), 1000);
}

/* What can't be allocated is remembered, and what was there stays a string. */
static void test_no_memory(void **state)
{
        _cleanup_strbuf_ StrBuf buf = {};
        assert_int_equal(strbuf_add(&buf, "kept"), 0);
        assert_int_equal(strbuf_reserve(&buf, SIZE_MAX / 2), -ENOMEM);
        assert_true(buf.oom);
        assert_int_equal(strbuf_addf(&buf, "%s%d", "more", 1), -ENOMEM);
        assert_string_equal(buf.text, "kept");
        char *text = NULL;
        assert_int_equal(strbuf_take(&buf, &text), -ENOMEM);
        assert_null(text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_formats),
                cmocka_unit_test(test_reserve),
                cmocka_unit_test(test_no_memory),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
