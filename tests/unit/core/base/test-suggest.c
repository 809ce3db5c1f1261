/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "Did you mean": slips that are found, and words that are too far away. */
#include "core/base/suggest.h"

#include "core/base/cleanup.h"
#include "tests/unit/unit.h"

#include <string.h>

static const char *const keys[] = {"Cpu",    "Memory",     "MemoryLimit", "Image",
                                   "Exec",   "Entrypoint", "Environment", "EnvironmentFile",
                                   "Volume", "Tmpfs",      "Restart",     "RestartSec",
                                   "User",   "Group",      "Ports",       "WorkingDir"};

static const struct {
        const char *word, *meant;
} cases[] = {
        {"Memory", "Memory"},
        {"memory", "Memory"},
        {"Memroy", "Memory"},
        {"Memmory", "Memory"},
        {"Mem0ry", "Memory"},
        {"emory", "Memory"},
        {"MemroyLimti", "MemoryLimit"},
        {"Enviroment", "Environment"},
        {"EnvironmentFiles", "EnvironmentFile"},
        {"Entripont", "Entrypoint"},
        {"ENTRYPIONT", "Entrypoint"},
        {"Cpus", "Cpu"},
        {"Cup", "Cpu"},
        {"Pcu", "Cpu"},
        {"CpuX", "Cpu"},
        {"Exce", "Exec"},
        {"Port", "Ports"},
        {"Restat", "Restart"},
        {"RestartSecs", "RestartSec"},
        {"WorkingDirs", "WorkingDir"},
        {"WorkDing", NULL},
        {"WrokingDri", "WorkingDir"},
        {"Usr", "User"},
        {"Us", NULL},
        {"Cxx", NULL},
        {"Cpuxyz", NULL},
        {"Mmry", NULL},
        {"x", NULL},
        {"", NULL},
        {"Privileged", NULL},
        {"WorkingDirectory", NULL},
        {"EnvironmentFileEnvironmentFileEnvironmentFileEnvironmentFileEnvironmentFile", NULL},
};

static void test_cases(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                const char *found = suggest(cases[i].word, keys, ARRAY_SIZE(keys));
                if (!cases[i].meant != !found || (found && strcmp(found, cases[i].meant) != 0))
                        fail_msg("%s: %s", cases[i].word, found ? found : "nothing");
        }
}

static void test_nearest(void **state)
{
        static const char *const near[] = {"abcxef", "abcdxf", "abcdef"};
        assert_string_equal(suggest("abcdef", near, 3), "abcdef");
        assert_string_equal(suggest("abcxeg", near, 3), "abcxef");
        /* The first of equals. */
        assert_string_equal(suggest("abcxxf", near, 3), "abcxef");
        assert_null(suggest("abcdef", near, 0));
}

static void test_long_words(void **state)
{
        char word[65], other[66];
        memset(word, 'a', 64);
        word[64] = '\0';
        memset(other, 'a', 65);
        other[65] = '\0';
        const char *const known[] = {other, word};
        assert_ptr_equal(suggest(word, known, 2), word);
        assert_null(suggest(other, known, 2));
        word[63] = 'b';
        assert_null(suggest(other, known, 1));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cases),
                cmocka_unit_test(test_nearest),
                cmocka_unit_test(test_long_words),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
