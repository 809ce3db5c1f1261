/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is executed, of a definition and an image, as Docker has it. */
#include "helper/container/texts/imageconf.h"

#include "tests/unit/unit.h"

#include <string.h>

#define SOME_MAX 4

static const struct {
        const char *entrypoint[SOME_MAX], *cmd[SOME_MAX], *words[SOME_MAX];
        bool has_entrypoint; /* of the words */
        const char *expected;
} rows[] = {
        {{"e", "f"}, {"c", "d"}, {NULL}, false, "e f c d"},
        {{"e", "f"}, {"c"}, {"w"}, false, "e f w"},
        {{"e"}, {NULL}, {NULL}, false, "e"},
        {{NULL}, {"c", ""}, {NULL}, false, "c "},
        {{NULL}, {"c"}, {"w", "x"}, false, "w x"},
        {{NULL}, {NULL}, {NULL}, false, ""},
        {{"e"}, {"c"}, {""}, false, "e "},
        {{"e"}, {"c"}, {"o", "w"}, true, "o w"},
        {{"e"}, {"c"}, {"o"}, true, "o"},
        {{"e"}, {"c", "d"}, {NULL}, true, "c d"},
        {{"e"}, {NULL}, {NULL}, true, ""},
        {{NULL}, {NULL}, {"w"}, false, "w"},
};

static void fill(StrVec *vec, const char *const *texts)
{
        for (; *texts; texts++)
                assert_int_equal(strvec_add(vec, *texts), 0);
}

static void test_rows(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_image_record_ ImageRecord image = {};
                _cleanup_strvec_ StrVec program = {};
                _cleanup_strbuf_ StrBuf got = {};
                fill(&image.entrypoint, rows[i].entrypoint);
                fill(&image.cmd, rows[i].cmd);
                assert_int_equal(
                        imageconf_program(&image, (char **)rows[i].words, rows[i].has_entrypoint, &program),
                        0);
                for (size_t k = 0; k < program.n; k++)
                        strbuf_addf(&got, "%s%s", k > 0 ? " " : "", program.items[k]);
                assert_string_equal(got.text ? got.text : "", rows[i].expected);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
