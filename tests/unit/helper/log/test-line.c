/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where lines end, and what journald gets of each. */
#include "helper/log/entry.h"
#include "helper/log/line.h"
#include "tests/unit/unit.h"

#include <string.h>

static void assert_line(const char *text, size_t n, bool ended, size_t length, size_t taken, LineBreak end)
{
        size_t scanned = 0;
        Line line = {};
        assert_true(line_next(text, n, &scanned, ended, &line));
        assert_int_equal(line.length, length);
        assert_int_equal(line.taken, taken);
        assert_int_equal(line.end, end);
}

static void test_ends(void **state)
{
        assert_line("one\ntwo\n", 8, false, 3, 4, LINE_BREAK_NEWLINE);
        assert_line("one\0two\n", 8, false, 3, 4, LINE_BREAK_NUL);
        assert_line("one\ntwo\0", 8, false, 3, 4, LINE_BREAK_NEWLINE);
        assert_line("\n", 1, false, 0, 1, LINE_BREAK_NEWLINE);
        assert_line("\0\n", 2, true, 0, 1, LINE_BREAK_NUL);
        assert_line("one", 3, true, 3, 3, LINE_BREAK_END);
        assert_line("one\n", 4, true, 3, 4, LINE_BREAK_NEWLINE);
}

static void test_none(void **state)
{
        size_t scanned = 0;
        Line line = {.length = 7};
        assert_false(line_next("", 0, &scanned, false, &line));
        assert_false(line_next("", 0, &scanned, true, &line));
        assert_false(line_next("one", 3, &scanned, false, &line));
        assert_int_equal(scanned, 3);
        assert_int_equal(line.length, 7);
}

/* A newline among what was said to hold none is not found: it isn't looked for. */
static void test_scanned(void **state)
{
        size_t scanned = 2;
        Line line;
        assert_true(line_next("\n\nx\n", 4, &scanned, false, &line));
        assert_int_equal(line.length, 3);
        /* More than there is can't have been seen. */
        scanned = 100;
        assert_false(line_next("ab", 2, &scanned, false, &line));
        assert_int_equal(scanned, 2);
}

static void test_longest(void **state)
{
        static char text[LINE_LENGTH_MAX + 2];
        size_t scanned = 0;
        Line line;
        memset(text, 'a', sizeof text);
        assert_false(line_next(text, LINE_LENGTH_MAX - 1, &scanned, false, &line));
        assert_line(text, LINE_LENGTH_MAX - 1, true, LINE_LENGTH_MAX - 1, LINE_LENGTH_MAX - 1,
                    LINE_BREAK_END);
        assert_line(text, LINE_LENGTH_MAX, false, LINE_LENGTH_MAX, LINE_LENGTH_MAX, LINE_BREAK_MAX);
        assert_line(text, LINE_LENGTH_MAX + 2, true, LINE_LENGTH_MAX, LINE_LENGTH_MAX, LINE_BREAK_MAX);
        /* The newline comes just behind the longest: an empty line is left, as in journald. */
        text[LINE_LENGTH_MAX] = '\n';
        assert_line(text, LINE_LENGTH_MAX + 1, false, LINE_LENGTH_MAX, LINE_LENGTH_MAX, LINE_BREAK_MAX);
        text[LINE_LENGTH_MAX - 1] = '\n';
        assert_line(text, LINE_LENGTH_MAX + 1, false, LINE_LENGTH_MAX - 1, LINE_LENGTH_MAX,
                    LINE_BREAK_NEWLINE);
}

static void assert_entry(const char *text, const Line *line, bool repeated, const char *expected, size_t n)
{
        _cleanup_strbuf_ StrBuf common = {}, all = {};
        Entry entry;
        assert_int_equal(entry_common("web", "app-1", 3, &common), 0);
        entry_make(&common, text, line, repeated, &entry);
        for (size_t i = 0; i < ENTRY_PARTS; i++)
                assert_int_equal(strbuf_add_bytes(&all, entry.parts[i].iov_base, entry.parts[i].iov_len), 0);
        assert_int_equal(all.length, entry.size);
        assert_int_equal(entry.size, n);
        assert_memory_equal(all.text, expected, n);
}

#define COMMON                                                                                  \
        "PRIORITY=3\nSYSLOG_IDENTIFIER=web/app-1\nCOSLICE_GROUP=web\nCOSLICE_CONTAINER=app-1\n" \
        "OBJECT_SYSTEMD_UNIT=coslice@web_app-1.service\n"
#define ASSERT_ENTRY(text, line, repeated, expected) \
        assert_entry(text, line, repeated, expected, sizeof expected - 1)

static void test_entries(void **state)
{
        const Line plain = {3, 4, LINE_BREAK_NEWLINE}, nul = {1, 2, LINE_BREAK_NUL};
        const Line end = {9, 9, LINE_BREAK_END};
        ASSERT_ENTRY("one\nmore", &plain, false, COMMON "MESSAGE\n\3\0\0\0\0\0\0\0one\n");
        ASSERT_ENTRY("x", &nul, false, COMMON "COSLICE_LINE_BREAK=nul\nMESSAGE\n\1\0\0\0\0\0\0\0x\n");
        ASSERT_ENTRY("A=b\nC=d\xff\x1b", &end, true,
                     COMMON "COSLICE_LINE_BREAK=eof\nCOSLICE_REPEATED=maybe\nMESSAGE\n\11\0\0\0\0\0\0\0A="
                            "b\nC=d\xff\x1b\n");
}

static void test_long_entry(void **state)
{
        static char text[LINE_LENGTH_MAX];
        const Line line = {sizeof text, sizeof text, LINE_BREAK_MAX};
        static const char head[] = COMMON "COSLICE_LINE_BREAK=line-max\nMESSAGE\n\0\xc0\0\0\0\0\0";
        _cleanup_strbuf_ StrBuf expected = {};
        memset(text, 'a', sizeof text);
        assert_int_equal(strbuf_add_bytes(&expected, head, sizeof head), 0);
        assert_int_equal(strbuf_add_bytes(&expected, text, sizeof text), 0);
        assert_int_equal(strbuf_add(&expected, "\n"), 0);
        assert_entry(text, &line, false, expected.text, expected.length);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_ends),    cmocka_unit_test(test_none),
                cmocka_unit_test(test_scanned), cmocka_unit_test(test_longest),
                cmocka_unit_test(test_entries), cmocka_unit_test(test_long_entry),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
