/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of lower layers, and what an overlay is told of them. */
#include "helper/container/root/lowers.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static int open_one(void)
{
        int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        assert_true(fd >= 0);
        return fd;
}

static bool is_open(int fd)
{
        return fcntl(fd, F_GETFD) >= 0;
}

static void test_order(void **state)
{
        Lowers lowers = {.fds = {7, 3, 12}, .n = 1};
        _cleanup_strbuf_ StrBuf one = {}, three = {};
        assert_int_equal(lowers_write(&lowers, &one), 0);
        assert_string_equal(one.text, "lowerdir=/proc/self/fd/7");
        assert_int_equal(lowers_top(&lowers), 7);
        lowers.n = 3;
        assert_int_equal(lowers_write(&lowers, &three), 0);
        assert_string_equal(three.text, "lowerdir=/proc/self/fd/12:/proc/self/fd/3:/proc/self/fd/7");
        assert_int_equal(lowers_top(&lowers), 12);
}

/* With the rest of the options, 170 bytes at most, in the smallest page. */
static void test_page(void **state)
{
        Lowers lowers = {.n = LOWERS_MAX};
        _cleanup_strbuf_ StrBuf text = {};
        for (size_t i = 0; i < LOWERS_MAX; i++)
                lowers.fds[i] = 1000000 + (int)i;
        assert_int_equal(lowers_write(&lowers, &text), 0);
        assert_between(text.length, LOWERS_MAX * strlen("/proc/self/fd/1000000:"), 4096 - 170 - 1);
}

static void test_full(void **state)
{
        _cleanup_lowers_ Lowers lowers = {};
        for (size_t i = 0; i < LOWERS_MAX; i++)
                assert_int_equal(lowers_add(&lowers, open_one()), 0);
        int more = open_one();
        assert_int_equal(lowers_add(&lowers, more), -E2BIG);
        assert_false(is_open(more));
        assert_int_equal(lowers.n, LOWERS_MAX);
        int first = lowers.fds[0], last = lowers_top(&lowers);
        assert_true(is_open(first) && is_open(last));
        lowers_done(&lowers);
        assert_false(is_open(first) || is_open(last));
        assert_int_equal(lowers.n, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_order),
                cmocka_unit_test(test_page),
                cmocka_unit_test(test_full),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
