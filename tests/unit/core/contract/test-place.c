/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths by their text, and the kernel's places. */
#include "core/contract/place.h"

#include "core/base/cleanup.h"
#include "tests/unit/unit.h"

#include <string.h>

static void test_normalized(void **state)
{
        static const struct {
                const char *text;
                bool whole, below;
        } rows[] = {
                {"/", true, false},     {"/a", true, false},     {"/a/b.c", true, false},
                {"/..a", true, false},  {"a", false, true},      {"a/b", false, true},
                {"...", false, true},   {"", false, false},      {"//", false, false},
                {"/a/", false, false},  {"//a", false, false},   {"/a//b", false, false},
                {"/./a", false, false}, {"/a/..", false, false}, {"a/", false, false},
                {"../a", false, false}, {"a/./b", false, false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                assert_int_equal(path_is_normalized(rows[i].text), rows[i].whole);
                assert_int_equal(path_is_normalized_below(rows[i].text), rows[i].below);
        }
}

static void test_long_paths(void **state)
{
        char path[5000];
        path[0] = '/';
        memset(path + 1, 'a', sizeof path - 1);
        path[256] = '\0';
        assert_true(path_is_normalized(path)); /* a component of 255 bytes */
        path[256] = 'a';
        path[257] = '\0';
        assert_false(path_is_normalized(path));
        for (size_t i = 0; i < sizeof path - 2; i += 2)
                path[i] = '/', path[i + 1] = 'a';
        path[4096] = '\0';
        assert_true(path_is_normalized(path));
        path[4096] = '/', path[4098] = '\0';
        assert_false(path_is_normalized(path));
}

static void test_kernels(void **state)
{
        static const char *const kernels[] = {"/proc", "/proc/sys", "/sys/fs/cgroup", "/dev", "/dev/shm"};
        static const char *const others[] = {"/", "/process", "/system", "/srv/dev", "/devices/x", "/d"};
        for (size_t i = 0; i < ARRAY_SIZE(kernels); i++)
                assert_true(place_is_kernels(kernels[i]));
        for (size_t i = 0; i < ARRAY_SIZE(others); i++)
                assert_false(place_is_kernels(others[i]));
        assert_true(path_is_below("/a/b", "/") && path_is_below("/a/b", "/a") && path_is_below("/a", "/a"));
        assert_false(path_is_below("/ab", "/a") || path_is_below("/", "/a"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_normalized),
                cmocka_unit_test(test_long_paths),
                cmocka_unit_test(test_kernels),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
