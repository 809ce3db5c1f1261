/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as unit files hold them. That systemd reads them back is shown by tests/readback. */
#include "generator/render/quote.h"

#include "tests/unit/unit.h"

#include <string.h>

typedef int (*Quote)(StrBuf *buf, const char *value);

static const struct {
        const char *value;
        const char *argument, *path, *text, *unit; /* NULL: refused */
} cases[] = {
        {"plain", "plain", "plain", "plain", "plain"},
        {"A-Z_a.b/c,d:e=f@g+1", "A-Z_a.b/c,d:e=f@g+1", "A-Z_a.b/c,d:e=f@g+1", "A-Z_a.b/c,d:e=f@g+1", NULL},
        {"", "\"\"", "\"\"", "", NULL},
        {"a b", "\"a b\"", "\"a b\"", "a b", NULL},
        {" a", "\" a\"", "\" a\"", NULL, NULL},
        {"a ", "\"a \"", "\"a \"", NULL, NULL},
        {"a\t", "\"a\\x09\"", NULL, NULL, NULL},
        {"say \"hi\"", "\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\"", "say \"hi\"", NULL},
        {"it's", "\"it's\"", "\"it's\"", "it's", NULL},
        {"100%", "\"100%%\"", "\"100%%\"", "100%%", NULL},
        {"%h%%", "\"%%h%%%%\"", "\"%%h%%%%\"", "%%h%%%%", NULL},
        {"$HOME ${X} $$", "\"$HOME ${X} $$\"", "\"$HOME ${X} $$\"", "$HOME ${X} $$", NULL},
        {"back\\slash", "\"back\\\\slash\"", "\"back\\\\slash\"", "back\\slash", "back\\slash"},
        {"end\\", "\"end\\\\\"", "\"end\\\\\"", NULL, "end\\"},
        {"end\\\\", "\"end\\\\\\\\\"", "\"end\\\\\\\\\"", "end\\\\", "end\\\\"},
        {";", "\";\"", "\";\"", ";", NULL},
        {"#", "\"#\"", "\"#\"", "#", NULL},
        {"a;b#c", "\"a;b#c\"", "\"a;b#c\"", "a;b#c", NULL},
        {"two\nlines", "\"two\\x0alines\"", NULL, NULL, NULL},
        {"\r", "\"\\x0d\"", NULL, NULL, NULL},
        {"\x01\x1f\x7f", "\"\\x01\\x1f\\x7f\"", NULL, NULL, NULL},
        /* The digits that follow an escape are no part of it. */
        {"\x01"
         "ff",
         "\"\\x01ff\"", NULL, NULL, NULL},
        {"\xc2\x85", "\"\xc2\x85\"", NULL, NULL, NULL},
        {"ä 日本 😀", "\"ä 日本 😀\"", "\"ä 日本 😀\"", "ä 日本 😀", NULL},
        {"\xff", NULL, NULL, NULL, NULL},
        {"a\xc3", NULL, NULL, NULL, NULL},
        {"\xc0\xaf", NULL, NULL, NULL, NULL},
        {"\xed\xa0\x80", NULL, NULL, NULL, NULL},
        {"coslice@web_app.service", "coslice@web_app.service", "coslice@web_app.service",
         "coslice@web_app.service", "coslice@web_app.service"},
        {"a\\x2db.mount", "\"a\\\\x2db.mount\"", "\"a\\\\x2db.mount\"", "a\\x2db.mount", "a\\x2db.mount"},
};

static void check(Quote quote, const char *value, const char *expected)
{
        _cleanup_strbuf_ StrBuf buf = {};
        assert_int_equal(strbuf_add(&buf, "Key="), 0);
        int r = quote(&buf, value);
        if (r != (expected ? 0 : QUOTE_REFUSED))
                fail_msg("%s: %d", value, r);
        if (expected)
                assert_string_equal(buf.text + 4, expected);
}

static void test_table(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                check(quote_argument, cases[i].value, cases[i].argument);
                check(quote_path, cases[i].value, cases[i].path);
                check(quote_text, cases[i].value, cases[i].text);
                check(quote_unit, cases[i].value, cases[i].unit);
        }
}

static void test_number(void **state)
{
        static const char *const good[] = {"0", "200%", "12.5%", "90s", "infinity", "1024:4096"};
        static const char *const bad[] = {"", " 1", "1 ", "1\n", "-1", "1;2", "a b", "%\\"};
        for (size_t i = 0; i < ARRAY_SIZE(good); i++)
                check(quote_number, good[i], good[i]);
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
                check(quote_number, bad[i], NULL);
}

/* Whatever the byte, no kind of value ends its line or begins another. */
static void test_one_line(void **state)
{
        static const Quote quotes[] = {quote_argument, quote_path, quote_text, quote_unit, quote_number};
        for (int c = 1; c < 256; c++)
                for (size_t i = 0; i < ARRAY_SIZE(quotes); i++) {
                        const char value[] = {'a', (char)c, 'b', '\0'}, last[] = {'a', (char)c, '\0'};
                        _cleanup_strbuf_ StrBuf buf = {}, end = {};
                        if (quotes[i](&buf, value) == 0)
                                assert_null(strpbrk(buf.text, "\n\r"));
                        if (quotes[i](&end, last) != 0 || quotes[i] == quote_unit)
                                continue;
                        assert_null(strpbrk(end.text, "\n\r"));
                        assert_true(end.text[end.length - 1] != '\\');
                }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_table),
                cmocka_unit_test(test_number),
                cmocka_unit_test(test_one_line),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
