/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON of others: what is refused before it is read, and how far names of others get into messages. */
#include "core/base/strbuf.h"
#include "helper/json/reader.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static const ReaderRules open_rules = {"the file", 1, true, {.depth = 3, .keys = 4}};
static const ReaderRules closed_rules = {"the file", 1, false, {.depth = 3, .keys = 4}};

typedef struct Found {
        const char *text;
        uint64_t number;
        StrVec pairs;
} Found;

static int read_text(Reader *reader, const Json *value, void *context)
{
        return reader_string(reader, value, &((Found *)context)->text);
}

static int read_number(Reader *reader, const Json *value, void *context)
{
        return reader_number(reader, value, 100, &((Found *)context)->number);
}

static int read_pair(Reader *reader, const char *key, const Json *value, void *context)
{
        const char *text = "null";
        int r = value ? reader_string(reader, value, &text) : 0;
        return r < 0 ? r : strvec_addf(&((Found *)context)->pairs, "%s %s", key, text);
}

static int read_map(Reader *reader, const Json *value, void *context)
{
        return reader_map(reader, value, read_pair, context);
}

static int read_all(const ReaderRules *rules, const char *text, Found *ret, Failure *failure)
{
        static const Member members[] = {
                {"text", read_text, false}, {"number", read_number, true}, {"map", read_map, false}};
        _cleanup_(reader_done) Reader reader = {.rules = rules, .failure = failure};
        int r = reader_begin(&reader, text, strlen(text));
        if (r == 0)
                r = reader_object(&reader, reader.root, members, ARRAY_SIZE(members), ret);
        ret->text = NULL; /* the reader's */
        return r;
}

static void test_refused(void **state)
{
        static const struct {
                const ReaderRules *rules;
                const char *text, *words;
        } rows[] = {
                {&open_rules, "", "line 1, column 1: the file ends here, in the middle of JSON"},
                {&open_rules, "{\"number\":1}}", "line 1, column 13: unexpected character"},
                {&open_rules, "[]", "the file is no object"},
                {&open_rules, "{}", "the file has no number"},
                {&open_rules, "{\"number\":null}", "the file has no number"},
                {&open_rules, "{\"number\":101}", "number is no whole number from 0 to 100"},
                {&open_rules, "{\"number\":-1}", "number is no whole number from 0 to 100"},
                {&open_rules, "{\"number\":1.0}", "number is no whole number from 0 to 100"},
                {&open_rules, "{\"number\":\"1\"}", "number is no whole number from 0 to 100"},
                {&open_rules, "{\"number\":1,\"number\":1}",
                 "line 1, column 14: a key that stands twice in an object"},
                {&open_rules, "{\"number\":1,\"map\":{\"a\":\"\",\"a\":\"\"}}",
                 "line 1, column 28: a key that stands twice in an object"},
                {&open_rules, "{\"number\":1,\n\"m\\u0061p\":1}",
                 "line 2, column 2: a key with an escape in it"},
                {&open_rules, "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"number\":1}",
                 "line 1, column 27: an object with more than 4 keys"},
                {&open_rules, "{\"a\":{\"b\":{\"c\":{}}}}",
                 "line 1, column 16: more than 3 arrays and objects in each other"},
                {&open_rules, "{\"number\":18446744073709551616}",
                 "line 1, column 11: a number above 18446744073709551615"},
                {&open_rules, "{\"number\":1,\"text\":\"a\\u0000\"}", "text has a NUL in it"},
                {&open_rules, "{\"number\":1,\"text\":\"a\tb\"}",
                 "line 1, column 22: a control character in a string"},
                {&open_rules, "{'number':1}", "line 1, column 2: a quote that JSON doesn't have"},
                {&open_rules, "{\"number\":1,\"map\":{\"\x1b[0m\":1}}",
                 "line 1, column 21: a control character in a string"},
                /* Whatever a key is, its place has its number. */
                {&open_rules, "{\"number\":1,\"map\":{\"a\":\"\",\"\xc2\x9b\":1}}", "map[1] is no string"},
                {&closed_rules, "{\"number\":1,\"other\":1}",
                 "the file: \"other\" is no key that is known here"},
                {&closed_rules, "{\"number\":1,\"\xc2\x9b\":1}",
                 "the file: the text is no key that is known here"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Failure failure = {};
                Found found = {};
                assert_int_equal(read_all(rows[i].rules, rows[i].text, &found, &failure), -EINVAL);
                assert_string_equal(failure.text, rows[i].words);
                assert_int_equal(failure.status, 1);
                strvec_done(&found.pairs);
        }
}

static void test_read(void **state)
{
        Failure failure = {};
        Found found = {};
        assert_int_equal(read_all(&open_rules,
                                  "{\"other\":{\"a\":[0]},\"number\":100,\"text\":null,\"map\":{\"b\":\"1\","
                                  "\"\":null,\"a\":\"\"}}",
                                  &found, &failure),
                         0);
        assert_int_equal(found.number, 100);
        assert_int_equal(found.pairs.n, 3);
        assert_string_equal(found.pairs.items[0], "b 1");
        assert_string_equal(found.pairs.items[1], " null");
        assert_string_equal(found.pairs.items[2], "a ");
        strvec_done(&found.pairs);
}

/* Keys of objects that lie in each other, or after each other, are not the same object's. */
static void test_keys_of_levels(void **state)
{
        Failure failure = {};
        Found found = {};
        assert_int_equal(
                read_all(&open_rules,
                         "{\"number\":1,\"a\":{\"number\":1,\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}",
                         &found, &failure),
                0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_refused),
                cmocka_unit_test(test_read),
                cmocka_unit_test(test_keys_of_levels),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
