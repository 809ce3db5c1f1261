/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables of options: one of many rows, and what the helper's own have in common. */
#include "core/contract/options.h"

#include "core/contract/contract.h"
#include "helper/container/request/verbs.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* More than any set of bits in an integer holds. */
#define MANY 100

typedef struct ManyRequest {
        const char *texts[MANY];
        bool alone, off;
        StrVec list;
        char **program;
} ManyRequest;

static char names[MANY][16];
static Option options[MANY + 3];
static const OptionTable table = {"many", options, ARRAY_SIZE(options), sizeof(ManyRequest),
                                  OPTION_FIELD(ManyRequest, program, char **)};

static int set_up(void **state)
{
        for (size_t i = 0; i < MANY; i++) {
                snprintf(names[i], sizeof names[i], "text-%zu", i);
                options[i] = (Option){names[i], "TEXT", OPTION_TEXT, 0,
                                      offsetof(ManyRequest, texts) + i * sizeof(char *)};
        }
        options[0].rules = OPTION_REQUIRED;
        options[MANY] =
                (Option){"list", "TEXT", OPTION_TEXT, OPTION_REPEATS, OPTION_LIST_OF(ManyRequest, list)};
        options[MANY + 1] =
                (Option){"alone", NULL, OPTION_FLAG, OPTION_ALONE, OPTION_FLAG_OF(ManyRequest, alone)};
        options[MANY + 2] = (Option){"switch", "no", OPTION_NO, 0, OPTION_FLAG_OF(ManyRequest, off)};
        return 0;
}

static void refused(char **words, const char *text)
{
        ManyRequest request = {.alone = true};
        Failure failure = {};
        assert_int_equal(options_read(&table, words, &request, &failure), -EINVAL);
        assert_string_equal(failure.text, text);
        assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
        assert_true(request.alone && !request.texts[0]);
}

static void test_many(void **state)
{
        char texts[MANY][32], *words[MANY + 3] = {};
        ManyRequest request;
        Failure failure;
        /* Each once, and none is taken for another; the last first, whose names others begin with. */
        for (size_t i = 0; i < MANY; i++) {
                snprintf(texts[i], sizeof texts[i], "--text-%zu=%zu", MANY - 1 - i, MANY - 1 - i);
                words[i] = texts[i];
        }
        words[MANY] = (char *)"--";
        words[MANY + 1] = (char *)"/bin/true";
        assert_int_equal(options_read(&table, words, &request, &failure), 0);
        for (size_t i = 0; i < MANY; i++)
                assert_int_equal(atoi(request.texts[i]), i);
        assert_string_equal(request.program[0], "/bin/true");
        options_done(&table, &request);
        assert_null(request.texts[0]);
}

static void test_twice(void **state)
{
        for (size_t i = 0; i < MANY; i++) {
                char once[32], again[32], text[64];
                snprintf(once, sizeof once, "--text-%zu=a", i);
                snprintf(again, sizeof again, "--text-%zu=b", i);
                snprintf(text, sizeof text, "option --text-%zu is given twice", i);
                refused((char *[]){once, again, NULL}, text);
        }
}

static void test_rules(void **state)
{
        char *required = (char *)"--text-0=x", *alone = (char *)"--alone", *other = (char *)"--list=a";
        refused((char *[]){other, NULL}, "option --text-0 is missing");
        refused((char *[]){alone, required, other, NULL}, "option --alone goes with --text-0 alone");
        refused((char *[]){required, other, other, NULL}, "no program to run");
        refused((char *[]){required, (char *)"--text-100=x", NULL},
                "unknown option \"--text-100=x\" of many");
        ManyRequest request;
        Failure failure;
        char *words[] = {other, required, other, (char *)"--", (char *)"x", NULL};
        assert_int_equal(options_read(&table, words, &request, &failure), 0);
        assert_int_equal(request.list.n, 2);
        options_done(&table, &request);
        assert_int_equal(request.list.n, 0);
}

static void test_no(void **state)
{
        char *required = (char *)"--text-0=x", *off = (char *)"--switch=no";
        refused((char *[]){required, (char *)"--switch=yes", NULL}, "option --switch: \"yes\" is not no");
        refused((char *[]){required, (char *)"--switch=No", NULL}, "option --switch: \"No\" is not no");
        refused((char *[]){required, (char *)"--switch", NULL}, "option --switch needs a value");
        refused((char *[]){required, off, off, NULL}, "option --switch is given twice");
        ManyRequest request;
        Failure failure;
        char *words[] = {required, off, (char *)"--", (char *)"x", NULL},
             *without[] = {required, words[2], words[3], NULL};
        assert_int_equal(options_read(&table, words, &request, &failure), 0);
        assert_true(request.off);
        options_done(&table, &request);
        assert_int_equal(options_read(&table, without, &request, &failure), 0);
        assert_false(request.off);
        options_done(&table, &request);
}

/* Of the helper's verbs. */
static void test_tables(void **state)
{
        for (size_t i = 0; i < _VERB_MAX; i++) {
                const OptionTable *t = verb_options[i];
                size_t found;
                Failure failure;
                assert_int_equal(verb_find(t->verb, &found, &failure), 0);
                assert_int_equal(found, i);
                for (size_t k = 0; k < t->n; k++) {
                        const Option *option = t->items + k;
                        /* What the manual says of it is held against this. */
                        assert_int_equal(!option->form, option->kind == OPTION_FLAG);
                        assert_int_equal(!option->read,
                                         option->kind != OPTION_PARTS && option->kind != OPTION_VALUE);
                        assert_int_equal(!option->done, option->kind != OPTION_PARTS);
                        assert_true(option->offset < t->size);
                        for (size_t j = 0; j < k; j++)
                                assert_string_not_equal(option->name, t->items[j].name);
                }
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_many), cmocka_unit_test(test_twice),  cmocka_unit_test(test_rules),
                cmocka_unit_test(test_no),   cmocka_unit_test(test_tables),
        };
        return cmocka_run_group_tests(tests, set_up, NULL);
}
