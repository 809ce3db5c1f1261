/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets, written and read. */
#include "core/contract/secret.h"

#include "core/contract/contract.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void test_round_trip(void **state)
{
        static const char *const texts[] = {
                ":db:/run/secrets/db",
                "uid=33:db:/a b:c",
                "gid=0:d.b_1-x:/x",
                "uid=0,gid=2147483647,mode=0777:secret.1:/etc/key",
                "mode=0000:db:/x",
                "env:db:PASSWORD_1",
                "mode=0400:db:/x",
                "volume:db:/etc/certs/db",
                "volume,uid=1,gid=2,mode=0440:db:/certs/a:b",
        };
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
                _cleanup_secret_list_ SecretList list = {};
                _cleanup_strbuf_ StrBuf written = {};
                Failure failure = {};
                if (secret_read(texts[i], &list, &failure) != 0)
                        fail_msg("%s: %s", texts[i], failure.text);
                assert_int_equal(list.n, 1);
                assert_int_equal(secret_write(list.items, &written), 0);
                assert_string_equal(written.text, texts[i]);
        }
}

static void test_wrong(void **state)
{
        static const char *const texts[] = {
                "",
                "db",
                ":db",
                ":db:",
                ":db:x",
                ":db:/",
                ":db:/a/../b",
                ":db:/proc/x",
                ":db:/dev/x",
                ":../db:/x",
                ":.db:/x",
                "::/x",
                ":a/b:/x",
                "env:db:/x",
                "env:db:1X",
                "env:db:",
                "env:db:A=B",
                "env,uid=1:d:A",
                "env,mode=0400:d:A",
                "env,volume:d:A",
                "volume:db:/db",
                "volume:db:/",
                "volume:db:x",
                "volume:db:/proc/x",
                "volume=1:db:/a/b",
                "volumes:db:/a/b",
                "mode=0777:d:",
                "mode=1000:db:/x",
                "uid=-1:d:/x",
                "uid=:d:/x",
                "x:d:/x",
                "env,mode=0:d:A",
                ",:d:/x",
        };
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
                _cleanup_secret_list_ SecretList list = {};
                Failure failure = {};
                if (secret_read(texts[i], &list, &failure) != -EINVAL || list.n != 0)
                        fail_msg("\"%s\" is taken", texts[i]);
                assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
        }
}

/* What it is of is not looked at, but what it says. */
static void test_parse(void **state)
{
        _cleanup_secret_ Secret secret = {}, none = {};
        assert_int_equal(secret_parse("volume,gid=5,mode=0640:/srv/a b,c:x:y", &secret), 0);
        assert_string_equal(secret.name, "/srv/a b,c");
        assert_string_equal(secret.target, "x:y");
        assert_true(secret.volume && !secret.env);
        assert_int_equal(secret.said, SECRET_GID | SECRET_MODE);
        assert_int_equal(secret.gid, 5);
        assert_int_equal(secret.mode, 0640);
        assert_int_equal(secret_parse("uid=x:a:b", &none), 1);
        assert_int_equal(secret_parse("a:b", &none), 1);
        assert_null(none.name);
        assert_int_equal(secret_parse(":a:b", &none), 0);
        assert_int_equal(none.mode, SECRET_MODE_DEFAULT);
        assert_int_equal(none.said, 0);
}

static void test_names(void **state)
{
        static const char *const right[] = {"registry", "Reg_1.x-y"};
        static const char *const wrong[] = {"", ".", "..", ".x", "../x", "a/b", "a b", "a\n", "a:b"};
        char longest[257];
        for (size_t i = 0; i < ARRAY_SIZE(right); i++)
                assert_true(credential_name_is_valid(right[i]));
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                assert_false(credential_name_is_valid(wrong[i]));
        memset(longest, 'x', sizeof longest - 1);
        longest[256] = '\0';
        assert_false(credential_name_is_valid(longest));
        longest[255] = '\0';
        assert_true(credential_name_is_valid(longest));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_round_trip),
                cmocka_unit_test(test_wrong),
                cmocka_unit_test(test_parse),
                cmocka_unit_test(test_names),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
