/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes that a unit names, by its text. */
#include "ctl/users/users.h"

#include "tests/unit/unit.h"

#include <string.h>

static void test_read(void **state)
{
        static const struct {
                const char *text, *names;
        } cases[] = {
                {"", ""},
                {"ExecStart=:x run --local=/data:::web_data -- /bin/true\n", "web_data"},
                {"ExecStart=:x --local=/a:ro::one --local=/b::s/t:two\n", "one two"},
                {"ExecStart=:x \"--local=/a b:noexec:a b/c:web_data\" --local=/c:::web_data", "web_data"},
                {"ExecStart=:x \"--local=/a\\\":::no\\\" b:::web_a\" y\n", "web_a"},
                {"ExecStart=:x --local=/a:::last", "last"},
                {"ExecStart=:x --env=--local=/a:::no\nExecStart=:x --bind=/a:::/srv/x--local=/b:::no\n", ""},
                {"ExecStart=:x --local=/a:::../no --local=/a:::NO --local= --local", ""},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strvec_ StrVec names = {};
                _cleanup_strbuf_ StrBuf text = {};
                assert_int_equal(users_read_volumes(cases[i].text, &names), 0);
                for (size_t k = 0; k < names.n; k++)
                        strbuf_addf(&text, "%s%s", k > 0 ? " " : "", names.items[k]);
                assert_string_equal(text.text ? text.text : "", cases[i].names);
        }
}

static void test_secrets(void **state)
{
        _cleanup_strvec_ StrVec names = {};
        assert_int_equal(
                users_read_secrets("[Service]\nLoadCredentialEncrypted=db\nLoadCredentialEncrypted=db\n"
                                   "LoadCredential=file:/x\nLoadCredentialEncrypted=a.b:/y\n"
                                   "X=LoadCredentialEncrypted=no\nLoadCredentialEncrypted=../no\n"
                                   "LoadCredentialEncrypted=last",
                                   &names),
                0);
        assert_int_equal(names.n, 3);
        assert_string_equal(names.items[0], "db");
        assert_string_equal(names.items[1], "a.b");
        assert_string_equal(names.items[2], "last");
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_secrets)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
