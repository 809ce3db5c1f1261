/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names, UTF-8, diagnostics, vectors. */
#include "core/base/diag.h"
#include "core/base/name.h"
#include "core/base/utf8.h"
#include "tests/unit/unit.h"

#include <string.h>

static void labels(void **state)
{
        char longest[65];
        memset(longest, 'a', 64);
        longest[63] = '\0';
        assert_true(label_is_valid("web"));
        assert_true(label_is_valid("0"));
        assert_true(label_is_valid("a-b--c"));
        assert_true(label_is_valid(longest));
        longest[63] = 'a';
        longest[64] = '\0';
        static const char *const wrong[] = {"", "-a", "a-", "A", "a_b", "a.b", "a b", "ä", "a/b", "a\n"};
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                assert_false(label_is_valid(wrong[i]));
        assert_false(label_is_valid(longest));
}

static void host_names(void **state)
{
        static const char *const right[] = {
                "web",
                "0",
                "Mail.Example.ORG",
                "a-b.c--d.e",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",   /* 63 */
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}; /* 64 */
        static const char *const wrong[] = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a",
                "a-",
                "a-.b",
                "a.-b",
                "a_b",
                "a b",
                "a\n",
                "ä",
                "a/b",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",   /* 64 in a part */
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}; /* 65 */
        for (size_t i = 0; i < ARRAY_SIZE(right); i++)
                if (!host_name_is_valid(right[i]))
                        fail_msg("%s", right[i]);
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                if (host_name_is_valid(wrong[i]))
                        fail_msg("%s", wrong[i]);
}

static void labels_explained(void **state)
{
        static const struct {
                const char *text, *hint;
        } cases[] = {
                {"My_App.v2", "; did you mean my-app-v2?"},
                {"\xD0\xB0pp", "; U+0430 is in it"},
                {"a-", ""},
                {"", ""},
                {"-A", ""},
                {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf buf = {};
                assert_int_equal(label_explain(&buf, cases[i].text), 0);
                assert_string_equal(buf.text + strlen(LABEL_RULE), cases[i].hint);
        }
}

static void unit_names(void **state)
{
        char name[UNIT_NAME_MAX + 2];
        memset(name, 'a', sizeof name);
        memcpy(name + UNIT_NAME_MAX - 8, ".service", 9);
        assert_true(unit_name_is_valid(name));
        memcpy(name + UNIT_NAME_MAX - 7, ".service", 9);
        assert_false(unit_name_is_valid(name));
        assert_true(unit_name_is_valid("coslice@web_a-b.service"));
        assert_true(unit_name_is_valid("dev-disk-by\\x2dlabel-a.device"));
        static const char *const wrong[] = {
                "", "web", ".service", "@.service", "a b.service", "a.group", "a/b.service", "a%i.service"};
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                assert_false(unit_name_is_valid(wrong[i]));
}

static void notification(void **state)
{
        static const struct {
                const char *text;
                size_t max;
                const char *expected;
        } rows[] = {
                {"plain ä", 100, "plain ä"},
                {"a\\b\\", 100, "a\\\\b\\\\"},
                {"a\rb\xFF", 100, "a\\\\x0db\\\\xff"},
                {"abcdef", 3, "abc"},
                {"abä", 3, "ab"},
                {"ab\\", 3, "ab"},
                {"a\n", 5, "a"},
                {"a\n", 6, "a\\\\x0a"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                assert_int_equal(utf8_notification(rows[i].text, rows[i].max, &text), 0);
                assert_string_equal(text.text, rows[i].expected);
        }
}

static void utf8(void **state)
{
        assert_true(utf8_is_valid("aä€😀"));
        static const char *const wrong[] = {
                "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE2\x82", "\x80", "\xC3"};
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                assert_false(utf8_is_valid(wrong[i]));
        assert_true(utf8_has_control("a\x1b[31m"));
        assert_true(utf8_has_control("a\xC2\x9B"));
        assert_false(utf8_has_control("aä ~"));
        assert_int_equal(utf8_code_point("A"), 'A');
        assert_int_equal(utf8_code_point("ä"), 0xE4);
        assert_int_equal(utf8_code_point("😀"), 0x1F600);
        assert_int_equal(utf8_first_foreign("ab€"), 0x20AC);
        assert_int_equal(utf8_first_foreign("ab\xFF"), 0xFF);
        assert_int_equal(utf8_first_foreign("ab"), 0);
        StrBuf buf = {};
        assert_int_equal(utf8_printable("a\x1b[ä\xC2\x9B\xFF\n", &buf), 0);
        assert_string_equal(buf.text, "a\\x1b[ä\\xc2\\x9b\\xff\\x0a");
        strbuf_done(&buf);
}

static void diagnostics(void **state)
{
        DiagList list = {};
        const Place second = {.file = "/etc/coslice/groups/web.group",
                              .line = 12,
                              .section = "Container app",
                              .key = "Cpu"};
        const Place first = {.file = "/etc/coslice/groups/web.group", .line = 3};
        const Place drop_in = {.file = "/etc/coslice/groups/web.group.d/a.conf", .line = 1};
        assert_int_equal(diag_error(&list, &second, "expected %s", "cores\n"), 0);
        assert_int_equal(diag_warning(&list, &drop_in, "x"), 0);
        assert_int_equal(diag_note(&list, &first, "y"), 0);
        assert_int_equal(list.n_errors, 1);
        diag_list_sort(&list);
        static const char *const expected[] = {"web.group:3: y",
                                               "web.group:12: [Container app] Cpu=: expected cores\\x0a",
                                               "web.group.d/a.conf:1: x"};
        for (size_t i = 0; i < 3; i++) {
                char *text = diag_to_string(list.items + i);
                assert_string_equal(text, expected[i]);
                free(text);
        }
        diag_list_done(&list);
}

/* The part of a path that tells which file it is. */
static void diagnostics_paths(void **state)
{
        static const struct {
                const char *path, *shown;
        } cases[] = {
                {"web.group", "web.group: x"},
                {"/web.group", "web.group: x"},
                {"web.group.d/a.conf", "web.group.d/a.conf: x"},
                {"/web.group.d/a.conf", "web.group.d/a.conf: x"},
                {"/x/web.group.d", "web.group.d: x"},
                {"/.group.d/web.group", "web.group: x"},
                {"/x/group.d/web.group", "web.group: x"},
                {"/a.group.d/x/web.group", "web.group: x"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_diag_list_ DiagList list = {};
                const Place at = {.file = cases[i].path};
                assert_int_equal(diag_error(&list, &at, "x"), 0);
                _cleanup_free_ char *text = diag_to_string(list.items);
                assert_string_equal(text, cases[i].shown);
        }
}

/* What is found once for each container is told once; what differs in anything stays. */
static void diagnostics_once(void **state)
{
        DiagList list = {};
        const Place a = {.file = "a.group", .line = 2, .section = "Container *", .key = "Cpu"};
        const Place b = {.file = "a.group", .line = 2, .section = "Container *", .key = "Memory"};
        const Place c = {.file = "a.group", .line = 2};
        for (int i = 0; i < 3; i++) {
                assert_int_equal(diag_error(&list, &a, "x"), 0);
                assert_int_equal(diag_error(&list, &b, "x"), 0);
                assert_int_equal(diag_warning(&list, &a, "x"), 0);
                assert_int_equal(diag_error(&list, &c, "y"), 0);
        }
        diag_list_sort(&list);
        assert_int_equal(list.n, 4);
        assert_int_equal(list.n_errors, 3);
        diag_list_done(&list);
        const Place hidden = {.file = "/etc/\x1b[2J.group"};
        assert_int_equal(diag_error(&list, &hidden, "z"), 0);
        _cleanup_free_ char *text = diag_to_string(list.items);
        assert_string_equal(text, "\\x1b[2J.group: z");
        diag_list_done(&list);
}

/* What may show a secret is shown to who asks, and not in logs. */
static void secrets(void **state)
{
        _cleanup_diag_list_ DiagList list = {};
        const Place at = {.file = "/etc/coslice/groups/web.group", .line = 4, .key = "Environment"};
        list.secret = true;
        assert_int_equal(diag_error(&list, &at, "KEY=geheim"), 0);
        list.secret = false;
        assert_int_equal(diag_error(&list, &at, "plain"), 0);
        _cleanup_free_ char *whole = diag_to_string(list.items), *log = diag_to_log_string(list.items),
                            *plain = diag_to_log_string(list.items + 1);
        assert_string_equal(whole, "web.group:4: Environment=: KEY=geheim");
        assert_string_equal(log, "web.group:4: Environment=: see: coslice check");
        assert_string_equal(plain, "web.group:4: Environment=: plain");
}

static void places(void **state)
{
        const Place at = {.file = "/etc/coslice/groups/web.group", .line = 12};
        const Place drop_in = {.file = "/etc/coslice/groups/web.group.d/a.conf", .line = 3};
        _cleanup_free_ char *path = strdup(at.file);
        const Place from = {.file = path, .line = 1};
        _cleanup_free_ char *same = place_to_string(&at, &from), *above = place_to_string(&at, &drop_in),
                            *below = place_to_string(&drop_in, &at);
        assert_string_equal(same, "line 12");
        assert_string_equal(above, "web.group:12");
        assert_string_equal(below, "web.group.d/a.conf:3");
}

static void vectors(void **state)
{
        StrVec vec = {}, other = {};
        assert_int_equal(strvec_add(&other, "c"), 0);
        for (int i = 0; i < 20; i++)
                assert_int_equal(strvec_addf(&vec, "%d", i), 0);
        assert_int_equal(strvec_extend(&vec, &other), 0);
        assert_int_equal(vec.n, 21);
        assert_string_equal(vec.items[20], "c");
        assert_null(vec.items[21]);
        assert_true(strvec_contains(&vec, "19"));
        assert_false(strvec_contains(&vec, "20"));
        assert_int_equal(strvec_take(&vec, NULL), -12);
        strvec_done(&vec);
        strvec_done(&other);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(labels),
                cmocka_unit_test(host_names),
                cmocka_unit_test(labels_explained),
                cmocka_unit_test(unit_names),
                cmocka_unit_test(utf8),
                cmocka_unit_test(notification),
                cmocka_unit_test(diagnostics),
                cmocka_unit_test(diagnostics_paths),
                cmocka_unit_test(diagnostics_once),
                cmocka_unit_test(places),
                cmocka_unit_test(secrets),
                cmocka_unit_test(vectors),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
