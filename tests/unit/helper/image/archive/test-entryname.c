/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of entries: which are taken, what they mean, and how they are shown. */
#include "helper/image/archive/entryname.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static const struct {
        const char *name, *path, *last;
        EntryMeaning meaning;
} taken[] = {
        {"a", "a", "a", ENTRY_IS_IT},
        {"./a/b", "a/b", "b", ENTRY_IS_IT},
        {"a//b/./c/", "a/b/c", "c", ENTRY_IS_IT},
        {".", "", "", ENTRY_IS_IT},
        {"./", "", "", ENTRY_IS_IT},
        {"...", "...", "...", ENTRY_IS_IT},
        {"..a/b..", "..a/b..", "b..", ENTRY_IS_IT},
        {".whatever", ".whatever", ".whatever", ENTRY_IS_IT},
        {"a/.wh.b", "a/b", "b", ENTRY_REMOVES},
        {".wh....", "...", "...", ENTRY_REMOVES},
        {"a/.wh.b/", "a/b", "b", ENTRY_REMOVES},
        {"a/b/.wh..wh..opq", "a/b", "b", ENTRY_EMPTIES},
        {"a/.wh..wh..opq", "a", "a", ENTRY_EMPTIES},
        {".wh..wh..opq", "", "", ENTRY_EMPTIES},
        {".wh..wh.aufs", ".wh..wh.aufs", ".wh..wh.aufs", ENTRY_IS_OF_AUFS},
        {"a/.wh..wh.plnk/1", "a/.wh..wh.plnk/1", "1", ENTRY_IS_OF_AUFS},
        {".wh..wh.plnk/.wh.x", ".wh..wh.plnk/.wh.x", ".wh.x", ENTRY_IS_OF_AUFS},
};

static void test_taken(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(taken); i++) {
                EntryName name;
                const char *why = NULL;
                assert_int_equal(entryname_read(taken[i].name, &name, &why), 0);
                assert_string_equal(name.path, taken[i].path);
                assert_string_equal(name.last, taken[i].last);
                assert_int_equal(name.meaning, taken[i].meaning);
                assert_ptr_equal(name.last, name.path + strlen(name.path) - strlen(name.last));
                assert_int_equal(name.n_folder,
                                 name.last > name.path ? (size_t)(name.last - name.path) - 1 : 0);
                assert_null(why);
        }
}

static const char *const refused[] = {
        "",
        "/",
        "/a",
        "..",
        "../a",
        "a/..",
        "a/../b",
        "a/.wh.b/c",
        ".wh.",
        ".wh..",
        ".wh...",
        "a/.wh.",
        "a/.wh..",
        "a/.wh...",
        ".wh./x",
        ".wh.../x",
        "a/.wh..wh..opq/../x",
        ".wh..wh.plnk/..",
};

static void test_refused(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
                EntryName name;
                const char *why = NULL;
                assert_int_equal(entryname_read(refused[i], &name, &why), -EINVAL);
                assert_true(why && *why);
        }
}

/* N times PIECE. */
static char *repeat(const char *piece, size_t n)
{
        char *ret = calloc(n + 1, strlen(piece));
        assert_non_null(ret);
        for (size_t i = 0; i < n; i++)
                memcpy(ret + i * strlen(piece), piece, strlen(piece));
        return ret;
}

static void check_length(const char *piece, size_t n, int result)
{
        _cleanup_free_ char *text = repeat(piece, n);
        EntryName name;
        const char *why;
        assert_int_equal(entryname_read(text, &name, &why), result);
        assert_int_equal(entryname_read_target(text, &name, &why), result);
}

static void test_lengths(void **state)
{
        check_length("x", ENTRY_COMPONENT_MAX, 0);
        check_length("x", ENTRY_COMPONENT_MAX + 1, -EINVAL);
        check_length("x/", (ENTRY_NAME_MAX + 1) / 2, 0);
        check_length("x/", (ENTRY_NAME_MAX + 1) / 2 + 1, -EINVAL);
}

static void test_targets(void **state)
{
        EntryName name;
        const char *why;
        assert_int_equal(entryname_read_target("/a/./b", &name, &why), 0);
        assert_string_equal(name.path, "a/b");
        assert_int_equal(entryname_read_target(".wh.b", &name, &why), 0);
        assert_string_equal(name.path, ".wh.b");
        assert_int_equal(name.meaning, ENTRY_IS_IT);
        assert_int_equal(entryname_read_target("a/../../b", &name, &why), -EINVAL);
        assert_int_equal(entryname_read_target("/", &name, &why), -EINVAL);
        assert_int_equal(entryname_read_target("", &name, &why), -EINVAL);
}

static void test_attributes(void **state)
{
        static const char *const kept[] = {"user.a", "user.overlay", "user.overlayx", "security.capability"};
        static const char *const dropped[] = {"user.",
                                              "user",
                                              "user.overlay.",
                                              "user.overlay.opaque",
                                              "",
                                              "trusted.overlay.opaque",
                                              "security.capability2",
                                              "security.selinux",
                                              "system.posix_acl_access",
                                              "User.a"};
        for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
                assert_true(entryname_keeps_attribute(kept[i]));
        for (size_t i = 0; i < ARRAY_SIZE(dropped); i++)
                assert_false(entryname_keeps_attribute(dropped[i]));
}

static void check_quoted(const char *name, const char *quoted)
{
        _cleanup_strbuf_ StrBuf buf = {};
        assert_int_equal(entryname_quote(name, &buf), 0);
        assert_string_equal(buf.text, quoted);
}

static void test_quoted(void **state)
{
        check_quoted("a b", "\"a b\"");
        check_quoted("", "\"\"");
        check_quoted("\x1b[31m\n\xff\xc3\xa4", "\"\\x1b[31m\\x0a\\xff\xc3\xa4\"");
        _cleanup_free_ char *bells = repeat("\a", 5000);
        _cleanup_strbuf_ StrBuf buf = {};
        assert_int_equal(entryname_quote(bells, &buf), 0);
        assert_between(buf.length, 200, 270);
        assert_string_equal(buf.text + buf.length - 4, "…\"");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_taken),      cmocka_unit_test(test_refused),
                cmocka_unit_test(test_lengths),    cmocka_unit_test(test_targets),
                cmocka_unit_test(test_attributes), cmocka_unit_test(test_quoted),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
