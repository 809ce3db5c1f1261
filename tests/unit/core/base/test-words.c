/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words: systemd's quoting, and what is refused. */
#include "core/base/words.h"

#include "tests/unit/unit.h"

#include <string.h>

typedef struct Good {
        const char *value;
        const char *words[6]; /* up to the first NULL */
} Good;

static const Good good[] = {
        {"", {NULL}},
        {" \t ", {NULL}},
        {"one", {"one"}},
        {"  one\ttwo  three ", {"one", "two", "three"}},
        {"one\r\ntwo", {"one", "two"}},
        {"\"one two\" 'three four'", {"one two", "three four"}},
        {"\"\" ''", {"", ""}},
        {"a\"b c\"d'e f'g", {"ab cde fg"}},
        {"\"it's\" 'say \"hi\"'", {"it's", "say \"hi\""}},
        {"\"a\"\"b\" c''d", {"ab", "cd"}},
        {"\"A=one two\" B=three", {"A=one two", "B=three"}},
        {"A=\"one two\"", {"A=one two"}},
        {";", {";"}},
        {"a ; b", {"a", ";", "b"}},
        {"find -exec rm {} \\;", {"find", "-exec", "rm", "{}", ";"}},
        {"\\; a", {";", "a"}},
        {"a;b;", {"a;b;"}},
        {"# no comment", {"#", "no", "comment"}},
        {"$HOME ${X} $$ %h %%", {"$HOME", "${X}", "$$", "%h", "%%"}},
        {"a=b=c", {"a=b=c"}},
        {"\\a\\b\\f\\n\\r\\t\\v", {"\a\b\f\n\r\t\v"}},
        {"\\\\ \\\" \\' \\s", {"\\", "\"", "'", " "}},
        {"a\\sb", {"a b"}},
        {"\"a\\\"b\" 'c\\'d'", {"a\"b", "c'd"}},
        {"'a\\tb'", {"a\tb"}},
        {"\\x41\\x7a \\xc3\\xa4", {"Az", "ä"}},
        {"\\x411", {"A1"}},
        {"\\101\\377", {"A\xff"}},
        {"\\0011",
         {"\001"
          "1"}},
        {"\\u00e4\\u20AC", {"ä€"}},
        {"\\U0001F600 \\U0010ffff", {"😀", "\xF4\x8F\xBF\xBF"}},
        {"\\u007f\\u0080\\u07ff\\u0800", {"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80"}},
        {"ä 日本", {"ä", "日本"}},
        {"a\\\\", {"a\\"}},
        {"\"a\\\\\" b", {"a\\", "b"}},
};

static void test_good(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
                _cleanup_strvec_ StrVec words = {};
                const char *why = NULL;
                size_t n = 0;
                while (good[i].words[n])
                        n++;
                assert_int_equal(words_split(good[i].value, &words, &why), 0);
                assert_null(why);
                if (words.n != n)
                        fail_msg("%s: %zu words", good[i].value, words.n);
                for (size_t k = 0; k < n; k++)
                        assert_string_equal(words.items[k], good[i].words[k]);
        }
}

#define NOT_CLOSED "a quote is not closed"
#define UNKNOWN    "unknown escape after a backslash; \\\\ is a backslash"
#define AT_END     "the backslash at the end escapes nothing; \\\\ is a backslash"
#define OCTAL      "an octal escape has three digits, \\001 to \\377"
#define HEX        "\\x is followed by two hexadecimal digits"
#define UNICODE    "an escape stands for no Unicode character"
#define NUL        "an escape stands for NUL, which no word can hold"

static const struct {
        const char *value, *why;
} bad[] = {
        {"\"", NOT_CLOSED},
        {"'", NOT_CLOSED},
        {"a \"b c", NOT_CLOSED},
        {"it's", NOT_CLOSED},
        {"\"a'", NOT_CLOSED},
        {"\"a\\\"", NOT_CLOSED},
        {"\"a\" b 'c\"", NOT_CLOSED},
        {"a\\", AT_END},
        {"\\", AT_END},
        {"\"a\\", AT_END},
        {"\\d+", UNKNOWN},
        {"\\;a", UNKNOWN},
        {"a\\;", UNKNOWN},
        {"\\$HOME", UNKNOWN},
        {"\\8", UNKNOWN},
        {"a\\ b", UNKNOWN},
        {"\\ä", UNKNOWN},
        {"\\x", HEX},
        {"\\x4", HEX},
        {"\\xg0", HEX},
        {"\\x 41", HEX},
        {"\\x00", NUL},
        {"\\000", NUL},
        {"\\u0000", NUL},
        {"\\U00000000", NUL},
        {"\\1", OCTAL},
        {"\\12", OCTAL},
        {"\\128", OCTAL},
        {"\\400", OCTAL},
        {"\\777", OCTAL},
        {"\\u12", "\\u is followed by four hexadecimal digits"},
        {"\\u12g4", "\\u is followed by four hexadecimal digits"},
        {"\\U0001F60", "\\U is followed by eight hexadecimal digits"},
        {"\\ud800", UNICODE},
        {"\\uDFFF", UNICODE},
        {"\\U0000d800", UNICODE},
        {"\\U00110000", UNICODE},
        {"\\Uffffffff", UNICODE},
};

static void test_bad(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
                _cleanup_strvec_ StrVec words = {};
                const char *why = NULL;
                assert_int_equal(strvec_add(&words, "kept"), 0);
                int r = words_split(bad[i].value, &words, &why);
                if (r != WORDS_MISTAKE)
                        fail_msg("%s: %d", bad[i].value, r);
                assert_string_equal(why, bad[i].why);
                /* What was there before stays, nothing half-done is added. */
                assert_int_equal(words.n, 1);
                assert_string_equal(words.items[0], "kept");
                assert_null(words.items[1]);
        }
}

static void test_appends(void **state)
{
        _cleanup_strvec_ StrVec words = {};
        const char *why;
        assert_int_equal(words_split("a b", &words, &why), 0);
        assert_int_equal(words_split("c", &words, &why), 0);
        assert_int_equal(words.n, 3);
        assert_string_equal(words.items[2], "c");
}

static void test_json(void **state)
{
        static const Good arrays[] = {
                {"[]", {NULL}},
                {"  [ ]\t", {NULL}},
                {"[\"a\"]", {"a"}},
                {" [ \"/bin/sh\" ,\t\"-c\",\"a b\" ] ", {"/bin/sh", "-c", "a b"}},
                {"[\"\", \"'$x;%\"]", {"", "'$x;%"}},
                {"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", {"\"\\/\b\f\n\r\t"}},
                {"[\"\\u00e4\\u20AC\\u0001\\u007F\"]", {"ä€\001\177"}},
                {"[\"\\ud83d\\uDE00\", \"ä日\"]", {"😀", "ä日"}},
                {"[\"\\uDBFF\\udfff\"]", {"\xF4\x8F\xBF\xBF"}},
        };
        static const char *const others[] = {"",
                                             "a",
                                             "[",
                                             "[ -e /x ]",
                                             "['a']",
                                             "[\"a\",]",
                                             "[,\"a\"]",
                                             "[\"a\" \"b\"]",
                                             "[\"a\"",
                                             "[\"a",
                                             "[\"a\\",
                                             "[\"a\"] b",
                                             "[] b",
                                             "[\"a\", 1]",
                                             "[\"a\", null]",
                                             "[[\"a\"]]",
                                             "{\"a\": \"b\"}",
                                             "[\"\tb\"]",
                                             "[\"\\x41\"]",
                                             "[\"\\'\"]",
                                             "[\"\\u0000\"]",
                                             "[\"\\u12\"]",
                                             "[\"\\ud83d\"]",
                                             "[\"\\ud83d\\n\"]",
                                             "[\"\\ud83d\\u0041\"]",
                                             "[\"\\ude00\"]",
                                             "[\"\\ud83d\\u"};
        for (size_t i = 0; i < ARRAY_SIZE(arrays); i++) {
                _cleanup_strvec_ StrVec words = {};
                size_t n = 0;
                while (arrays[i].words[n])
                        n++;
                if (words_from_json(arrays[i].value, &words) != 0 || words.n != n)
                        fail_msg("%s: %zu words", arrays[i].value, words.n);
                for (size_t k = 0; k < n; k++)
                        assert_string_equal(words.items[k], arrays[i].words[k]);
        }
        for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
                _cleanup_strvec_ StrVec words = {};
                assert_int_equal(strvec_add(&words, "before"), 0);
                if (words_from_json(others[i], &words) != WORDS_MISTAKE || words.n != 1)
                        fail_msg("%s: %zu words", others[i], words.n);
        }
}

static void test_end(void **state)
{
        static const char *const cases[][2] = {
                {"", ""},     {"a b", " b"},     {"a\"b c\"d\te", "\te"},
                {"'a b", ""}, {"a\\ b c", " c"}, {"\"a\\\" b\" c", " c"},
                {"a\\", ""},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
                assert_string_equal(words_end(cases[i][0]), cases[i][1]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_good), cmocka_unit_test(test_bad), cmocka_unit_test(test_appends),
                cmocka_unit_test(test_json), cmocka_unit_test(test_end),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
