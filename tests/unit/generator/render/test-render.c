/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Templates filled in. */
#include "generator/render/render.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void bind_some(Bindings *b)
{
        bind_text(b, "one", "1");
        bind_text(b, "word", "a b");
        bind_text(b, "many", "x");
        bind_text(b, "many", "y z");
        bind_textf(b, "setting", "%s=%s", "After", "a.service");
        bind_text(b, "setting", "Wants=50%=b");
        bind_text(b, "bad", "two\nlines");
        bind_text(b, "empty", "");
}

static const struct {
        const char *template, *expected;
} good[] = {
        {"", ""},
        {"# plain {text}\n\n[Unit]\n", "# plain {text}\n\n[Unit]\n"},
        {"A={{number one}}\n", "A=1\n"},
        {"A={{text word}}/{{number one}}!\n", "A=a b/1!\n"},
        {"A={{argv word}}\n", "A=\"a b\"\n"},
        {"A=:{{argv many}} end\n", "A=:x \"y z\" end\n"},
        {"A={{path* many}}\nB=2\n", "A=x\nA=\"y z\"\nB=2\n"},
        {"{{setting* setting}}\n", "After=a.service\nWants=50%%=b\n"},
        {"A={{text empty}}\n", "A=\n"},
        /* What isn't bound takes its line along. */
        {"A={{text none}}\nB=1\n", "B=1\n"},
        {"A={{argv none}}\nA={{unit* none}}\n{{setting* none}}\n", ""},
        {"A={{number one}}{{text none}}\n", ""},
        /* A name is whole: "on" is not "one". */
        {"A={{number on}}\nA={{number onee}}\n", ""},
};

static void test_good(void **state)
{
        _cleanup_bindings_ Bindings b = {};
        bind_some(&b);
        for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
                _cleanup_strbuf_ StrBuf buf = {};
                Refused refused = {};
                assert_int_equal(strbuf_add(&buf, ">"), 0);
                int r = render(good[i].template, &b, &buf, &refused);
                if (r != 0)
                        fail_msg("%s: %d", good[i].template, r);
                assert_string_equal(buf.text + 1, good[i].expected);
                assert_null(refused.name);
        }
}

/* A template that is wrong is a bug of ours: it must not lead to half a unit. */
static void test_wrong_template(void **state)
{
        static const char *const wrong[] = {
                "no end of line",       "A={{text word\n",   "A={{word}}\n",
                "A={{colour word}}\n",  "A={{text many}}\n", /* two values */ "A={{ text word}}\n",
                "A={{setting word}}\n",
        };
        _cleanup_bindings_ Bindings b = {};
        bind_some(&b);
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                _cleanup_strbuf_ StrBuf buf = {};
                Refused refused;
                if (render(wrong[i], &b, &buf, &refused) != -EINVAL)
                        fail_msg("%s: taken", wrong[i]);
        }
}

static void test_refused(void **state)
{
        static const char *const lines[] = {"A={{text bad}}\n", "A={{path bad}}\n", "A={{unit word}}\n",
                                            "A={{number word}}\n", "A=1\n{{text* bad}}\n"};
        static const char *const names[] = {"bad", "bad", "word", "word", "bad"};
        _cleanup_bindings_ Bindings b = {};
        bind_some(&b);
        for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
                _cleanup_strbuf_ StrBuf buf = {};
                Refused refused;
                assert_int_equal(render(lines[i], &b, &buf, &refused), RENDER_REFUSED);
                assert_int_equal(refused.n_name, strlen(names[i]));
                assert_memory_equal(refused.name, names[i], refused.n_name);
                assert_null(refused.origin.at);
        }
}

/* Of several values of a line the one that is refused is told. */
static void test_origin(void **state)
{
        static const Place places[] = {{.line = 1}, {.line = 2}};
        static const char rule[] = "half of it";
        _cleanup_bindings_ Bindings b = {};
        _cleanup_strbuf_ StrBuf buf = {};
        Refused refused;
        bind_text(bind_from(&b, places, NULL), "a", "fine");
        bind_text(&b, "a", "our own");
        bind_textf(bind_from(&b, places + 1, rule), "a", "%s", "bad\xff");
        bind_take(bind_from(&b, places, rule), "a", strdup("last"));
        assert_ptr_equal(b.values[0].origin.at, places);
        assert_null(b.values[0].origin.rule);
        assert_null(b.values[1].origin.at);
        assert_ptr_equal(b.values[3].origin.at, places);
        assert_int_equal(render("A={{argv a}}\n", &b, &buf, &refused), RENDER_REFUSED);
        assert_ptr_equal(refused.origin.at, places + 1);
        assert_string_equal(refused.origin.rule, rule);
}

static void test_no_memory(void **state)
{
        _cleanup_bindings_ Bindings b = {};
        _cleanup_strbuf_ StrBuf buf = {};
        Refused refused;
        bind_take(&b, "one", NULL);
        assert_true(b.oom);
        assert_int_equal(render("A=1\n", &b, &buf, &refused), -ENOMEM);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_good),      cmocka_unit_test(test_wrong_template),
                cmocka_unit_test(test_refused),   cmocka_unit_test(test_origin),
                cmocka_unit_test(test_no_memory),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
