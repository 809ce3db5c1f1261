/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which links and lines lead to standard output by a name. */
#include "helper/image/archive/logname.h"

#include "core/base/cleanup.h"
#include "tests/unit/unit.h"

#include <string.h>

static void test_links(void **state)
{
        assert_true(logname_is_link("var/log/nginx/access.log", "/dev/stdout"));
        assert_true(logname_is_link("var/log/nginx/error.log", "/proc/self/fd/2"));
        assert_true(logname_is_link("device/x", "/dev/fd/1"));
        assert_false(logname_is_link("dev/stdout", "/proc/self/fd/1"));
        assert_false(logname_is_link("x", "/dev/stdin"));
        assert_false(logname_is_link("x", "/proc/self/fd/10"));
        assert_false(logname_is_link("x", "dev/stdout"));
        assert_false(logname_is_link("x", ""));
}

static void test_places(void **state)
{
        assert_true(logname_looks_at("etc/a", 1));
        assert_true(logname_looks_at("usr/local/etc/a/b", LOGNAME_FILE_MAX));
        assert_true(logname_looks_at("usr/local/apache2/conf/httpd.conf", 10));
        assert_false(logname_looks_at("etc/a", 0));
        assert_false(logname_looks_at("etc/a", LOGNAME_FILE_MAX + 1));
        assert_false(logname_looks_at("etc", 1));
        assert_false(logname_looks_at("usr/letc/a", 1));
        assert_false(logname_looks_at("usr/etc2/a", 1));
}

static void check(const char *text, bool wanted)
{
        size_t n = strlen(text);
        _cleanup_free_ char *exact = malloc(n + (n == 0)); /* for what reads beyond the end */
        assert_non_null(exact);
        memcpy(exact, text, n);
        assert_int_equal(logname_is_in(exact, n), wanted);
}

static void test_texts(void **state)
{
        check("error_log /dev/stderr;", true);
        check("a\n\tCustomLog \"/proc/self/fd/1\" common\nb", true);
        check("a = /dev/fd/2\n", true);
        check("/dev/stdout", true);
        check("# error_log /dev/stderr;\n", false);
        check("  ; error_log = /dev/stderr", false);
        check("# x\nlog /dev/stdout", true);
        check("log /dev/stdout2", false);
        check("log /dev/stdout/x", false);
        check("log /proc/self/fd/12", false);
        check("\n\n  \n", false);
        check("#", false);
        check("   ", false);
        check("", false);
        assert_false(logname_is_in("/dev/stdout\0", 12));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_links),
                cmocka_unit_test(test_places),
                cmocka_unit_test(test_texts),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
