/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Environment files as systemd reads them, and the environment that is made of them.
 * tests/helper/environment.py compares the same kind of files with systemd itself. */
#include "helper/container/texts/envfile.h"
#include "helper/container/texts/environment.h"
#include "tests/unit/unit.h"

#include <string.h>

static const struct {
        const char *text;
        const char *expected; /* each assignment in <> */
        unsigned ignored;
} cases[] = {
        {"", "", 0},
        {"\n\n", "", 0},
        {"A=b", "<A=b>", 0},
        {"A=b\n", "<A=b>", 0},
        {"A=b\r\nC=d\r\n", "<A=b><C=d>", 0},
        {"A=", "<A=>", 0},
        {"A=\nB=c", "<A=><B=c>", 0},
        {"  A  =  b c  \n", "<A=b c>", 0},
        {"A=b\nA=c\n", "<A=b><A=c>", 0},
        {"# A=b\n;C=d\n#\n  # x\nE=f", "<E=f>", 0},
        {"A=b # c\n", "<A=b # c>", 0},
        {"A=b;c#d", "<A=b;c#d>", 0},
        {"no assignment\nA=b", "<A=b>", 0},
        {"export A=b\nC=d", "<C=d>", 1},
        {"\n\nA b=c\nexport D=e\n", "", 3},
        {"=b\nC=d", "<C=d>", 0},
        {"==b\nC=d", "<C=d>", 1},
        {"A==b", "<A==b>", 0},
        {"A.b-c=d", "<A.b-c=d>", 0},
        {"A='b c'", "<A=b c>", 0},
        {"A='b\\n\"c'", "<A=b\\n\"c>", 0},
        {"A='b'c'd e'", "<A=bc'd e'>", 0},
        {"A='b' 'c'", "<A=bc>", 0},
        {"A=b'c d'", "<A=b'c d'>", 0},
        {"A=\"b c\"  ", "<A=b c>", 0},
        {"A=\"b\\\"c\\\\d\\$e\\`f\\ng\"", "<A=b\"c\\d$e`f\\ng>", 0},
        {"A=\"b\nc\"\nD=e", "<A=b\nc><D=e>", 0},
        {"A='b\nc'\nD=e", "<A=b\nc><D=e>", 0},
        {"A=\"b\\\nc\"\nD=e", "<A=bc><D=e>", 0},
        {"A=b\\\nc\nD=e", "<A=bc><D=e>", 0},
        {"A=b \\\n c\n", "<A=b  c>", 0},
        {"A=\\\nb\n", "<A=b>", 0},
        {"A=b\\ \n", "<A=b >", 0},
        {"A=b\\tc\n", "<A=btc>", 0},
        {"A=\\\"b\n", "<A=\"b>", 0},
        {"A=b\\", "<A=b>", 0},
        {"A='b", "<A=b>", 0},
        {"A=\"b\\", "<A=b>", 0},
        {"A=\" b \"\n", "<A= b >", 0},
        {"# comment \\\nA=b\n", "<A=b>", 0}, /* as systemd since 254 */
        {"A=$B ${C} %d", "<A=$B ${C} %d>", 0},
        {"A=\xc3\xa4", "<A=\xc3\xa4>", 0},
        {"A=b \t \n", "<A=b>", 0},
        {"A", "", 0},
        {"A=b\rC=d", "<A=b><C=d>", 0},
};

static void test_cases(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strvec_ StrVec vec = {};
                _cleanup_strbuf_ StrBuf got = {};
                EnvfileNotes notes;
                assert_int_equal(envfile_parse(cases[i].text, strlen(cases[i].text), &vec, &notes), 0);
                strbuf_add(&got, "");
                for (size_t k = 0; k < vec.n; k++)
                        strbuf_addf(&got, "<%s>", vec.items[k]);
                if (strcmp(got.text, cases[i].expected) != 0 || notes.ignored != cases[i].ignored)
                        fail_msg("%s: %s, ignored %u", cases[i].text, got.text, notes.ignored);
        }
}

static void test_not_text(void **state)
{
        _cleanup_strvec_ StrVec vec = {};
        EnvfileNotes notes = {.ignored = 99};
        assert_int_equal(envfile_parse("A=b\0c", 5, &vec, &notes), ENVFILE_NOT_TEXT);
        assert_int_equal(envfile_parse("A=\xff", 3, &vec, &notes), ENVFILE_NOT_TEXT);
        assert_int_equal(vec.n, 0);
        assert_int_equal(notes.ignored, 99);
        /* Only SIZE bytes count. */
        assert_int_equal(envfile_parse("A=b\xff", 3, &vec, &notes), 0);
        assert_string_equal(vec.items[0], "A=b");
}

/* Where Docker and Podman would keep a quote or a backslash, which the format of systemd takes away. */
static void test_quoted(void **state)
{
        static const struct {
                const char *text;
                unsigned quoted;
        } lines[] = {
                {"A=b\nC='d'\nE=\"f\"", 2}, {"\nA=\"b\"", 2}, {"A=b\\c", 1}, {"A=b\\\nc", 1},
                {"A=it's\nB=x\"y\"", 0},    {"# \"\nA=b", 0}, {"A", 0},
        };
        for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
                _cleanup_strvec_ StrVec vec = {};
                EnvfileNotes notes;
                assert_int_equal(envfile_parse(lines[i].text, strlen(lines[i].text), &vec, &notes), 0);
                if (notes.quoted != lines[i].quoted)
                        fail_msg("%s: line %u", lines[i].text, notes.quoted);
        }
}

static void test_environment(void **state)
{
        _cleanup_strvec_ StrVec files = {}, own = {}, built = {};
        const EnvironmentParts parts = {.home = "/root",
                                        .hostname = "host",
                                        .group = "web",
                                        .container = "app",
                                        .from_files = &files,
                                        .own = &own};
        static const char *const expected[] = {"PATH=/x",
                                               "HOME=/root",
                                               "HOSTNAME=host",
                                               "container=coslice",
                                               "COSLICE_GROUP=mine",
                                               "COSLICE_CONTAINER=app",
                                               "A=line",
                                               "B=file",
                                               "AB=",
                                               "a.b=c=d"};
        strvec_add(&files, "A=file");
        strvec_add(&files, "B=first");
        strvec_add(&files, "B=file");
        strvec_add(&files, "PATH=/x");
        strvec_add(&own, "A=line");
        strvec_add(&own, "AB=");
        strvec_add(&own, "COSLICE_GROUP=mine");
        strvec_add(&own, "a.b=c=d");
        assert_int_equal(environment_build(&parts, &built), 0);
        assert_int_equal(built.n, ARRAY_SIZE(expected));
        for (size_t i = 0; i < built.n; i++)
                assert_string_equal(built.items[i], expected[i]);
        assert_string_equal(environment_get(&built, "a.b"), "c=d");
        assert_null(environment_get(&built, "HOM"));
}

/* What says where it runs no image says; all else it may say. */
static void test_of_image(void **state)
{
        _cleanup_strvec_ StrVec image = {}, files = {}, own = {}, built = {};
        const EnvironmentParts parts = {.home = "/root",
                                        .hostname = "host",
                                        .group = "web",
                                        .container = "app",
                                        .of_image = &image,
                                        .from_files = &files,
                                        .own = &own};
        static const char *const of_image[] = {"A=1", "PATH=/opt",       "HOSTNAME=0.0.0.0", "A=2", "B=2",
                                               "C=2", "COSLICE_GROUP=x", "container=docker", "D="};
        static const char *const expected[] = {
                "PATH=/opt", "HOME=/root",        "HOSTNAME=0.0.0.0",  "A=2", "B=3",
                "C=4",       "COSLICE_GROUP=web", "container=coslice", "D=",  "COSLICE_CONTAINER=app"};
        for (size_t i = 0; i < ARRAY_SIZE(of_image); i++)
                strvec_add(&image, of_image[i]);
        strvec_add(&files, "B=3");
        strvec_add(&files, "C=3");
        strvec_add(&own, "C=4");
        assert_int_equal(environment_build(&parts, &built), 0);
        assert_int_equal(built.n, ARRAY_SIZE(expected));
        for (size_t i = 0; i < built.n; i++)
                assert_string_equal(built.items[i], expected[i]);
}

static void test_default_path(void **state)
{
        static const StrVec none = {};
        _cleanup_strvec_ StrVec built = {};
        const EnvironmentParts parts = {.home = "/",
                                        .hostname = "host",
                                        .group = "web",
                                        .container = "app",
                                        .from_files = &none,
                                        .own = &none};
        assert_int_equal(environment_build(&parts, &built), 0);
        assert_string_equal(environment_get(&built, "PATH"), DEFAULT_PATH);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cases),        cmocka_unit_test(test_not_text),
                cmocka_unit_test(test_quoted),       cmocka_unit_test(test_environment),
                cmocka_unit_test(test_default_path), cmocka_unit_test(test_of_image),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
