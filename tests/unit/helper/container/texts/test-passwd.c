/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* User strings: container engines' rules, and the known ways to end up as somebody else (CVE-2016-3697,
 * 2024-9676, 2024-40635), or in too few groups (2022-2989, 2022-2990, 2022-2995, 2022-36109, 2023-25173). */
#include "core/contract/contract.h"
#include "helper/container/texts/passwd.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
                             "short:x:5\n"
                             "web:x:1000:1001:Web:/home/web:/bin/sh\n"
                             "2000:x:0:0:a name like a number:/evil:/bin/sh\n"
                             "wrap:x:4294967296:0::/:\n"
                             "minus:x:-1:0::/:\n"
                             "hex:x:0x0:0::/:\n"
                             "badgroup:x:7:99999999999::/:\n"
                             "web:x:0:0:the second of a name:/second:\n"
                             "relative:x:1234:1234::home:/bin/sh\n"
                             "nohome:x:1235:1235";
static const char group[] = "root:x:0:\n"
                            "web:x:1001:\n"
                            "logs:x:3000:root,web\n"
                            "many:x:3001:webb,we,web\n"
                            "again:x:1001:web\n"
                            "broken:x:4294967297:web\n"
                            "short:x\n"
                            "media:x:3002:";

typedef struct Case {
        const char *user, *add;
        unsigned uid, gid;
        const char *groups, *home;
} Case;

static const Case cases[] = {
        {NULL, NULL, 0, 0, "0 3000 ", "/root"},
        {"root", NULL, 0, 0, "0 3000 ", "/root"},
        {"web", NULL, 1000, 1001, "1001 3000 3001 ", "/home/web"},
        {"web:logs", NULL, 1000, 3000, "3000 ", "/home/web"},
        {"web:7", NULL, 1000, 7, "7 ", "/home/web"},
        {"1000", NULL, 1000, 1001, "1001 3000 3001 ", "/home/web"},
        {"1000:0", NULL, 1000, 0, "0 ", "/home/web"},
        {"0", NULL, 0, 0, "0 3000 ", "/root"},
        {"2000", NULL, 2000, 0, "0 ", "/"}, /* a number is never a name */
        {"77", NULL, 77, 0, "0 ", "/"},
        {"77:88", NULL, 77, 88, "88 ", "/"},
        {"2147483647", NULL, 2147483647, 0, "0 ", "/"},
        {"web", "media", 1000, 1001, "1001 3000 3001 3002 ", "/home/web"},
        {"web", "1001", 1000, 1001, "1001 3000 3001 ", "/home/web"},
        {"77", "4000", 77, 0, "0 4000 ", "/"},
        {"relative", NULL, 1234, 1234, "1234 ", "/"},
        {"nohome", NULL, 1235, 1235, "1235 ", "/"},
};

static void test_cases(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                const Case *c = cases + i;
                char *add[] = {(char *)c->add, NULL};
                char groups[256] = "";
                Failure failure = {};
                _cleanup_identity_ Identity id = {};
                if (identity_resolve(c->user, add, passwd, group, &id, &failure) != 0)
                        fail_msg("%s: %s", c->user, failure.text);
                for (size_t k = 0; k < id.n_groups; k++)
                        snprintf(groups + strlen(groups), sizeof groups - strlen(groups), "%u ",
                                 id.groups[k]);
                if (id.uid != c->uid || id.gid != c->gid || strcmp(groups, c->groups) != 0 ||
                    strcmp(id.home, c->home) != 0)
                        fail_msg("%s: %u:%u (%s) %s", c->user, id.uid, id.gid, groups, id.home);
        }
}

static const struct {
        const char *user, *add, *text;
} refusals[] = {
        {"nobody", NULL, "user \"nobody\" is not in /etc/passwd of the root file system"},
        {"-1", NULL, "user \"-1\" is not in /etc/passwd of the root file system"},
        {"+1", NULL, "user \"+1\" is not in /etc/passwd of the root file system"},
        {" 1", NULL, "user \" 1\" is not in /etc/passwd of the root file system"},
        {"1 ", NULL, "user \"1 \" is not in /etc/passwd of the root file system"},
        {"0x0", NULL, "user \"0x0\" is not in /etc/passwd of the root file system"},
        {"1e3", NULL, "user \"1e3\" is not in /etc/passwd of the root file system"},
        {"2147483648", NULL, "user \"2147483648\" is larger than any user's number"},
        {"4294967295", NULL, "user \"4294967295\" is larger than any user's number"},
        {"4294967296", NULL, "user \"4294967296\" is larger than any user's number"},
        {"4294967297", NULL, "user \"4294967297\" is larger than any user's number"},
        {"18446744073709551616", NULL, "user \"18446744073709551616\" is larger than any user's number"},
        {"", NULL, "user \"\" is not USER or USER:GROUP"},
        {":0", NULL, "user \":0\" is not USER or USER:GROUP"},
        {"web:", NULL, "user \"web:\" is not USER or USER:GROUP"},
        {"web:a:b", NULL, "group \"a:b\" is not in /etc/group of the root file system"},
        {"web:-1", NULL, "group \"-1\" is not in /etc/group of the root file system"},
        {"web:4294967296", NULL, "group \"4294967296\" is larger than any group's number"},
        {"web:none", NULL, "group \"none\" is not in /etc/group of the root file system"},
        {"web:broken", NULL, "group \"broken\" has a wrong number in /etc/group"},
        {"web:short", NULL, "group \"short\" is not in /etc/group of the root file system"},
        {"wrap", NULL, "user \"wrap\" has a wrong number in /etc/passwd"},
        {"minus", NULL, "user \"minus\" has a wrong number in /etc/passwd"},
        {"hex", NULL, "user \"hex\" has a wrong number in /etc/passwd"},
        {"badgroup", NULL, "user \"badgroup\" has a wrong number in /etc/passwd"},
        {"short", NULL, "user \"short\" is not in /etc/passwd of the root file system"},
        {"web", "none", "group \"none\" is not in /etc/group of the root file system"},
        {"web", "4294967296", "group \"4294967296\" is larger than any group's number"},
};

static void test_refusals(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
                char *add[] = {(char *)refusals[i].add, NULL};
                Failure failure = {};
                Identity id = {.uid = 42};
                if (identity_resolve(refusals[i].user, add, passwd, group, &id, &failure) != -EINVAL ||
                    strcmp(failure.text, refusals[i].text) != 0)
                        fail_msg("expected: %s\ngot: %s", refusals[i].text, failure.text);
                assert_int_equal(failure.status, EXIT_SETUP_USER);
                assert_int_equal(id.uid, 42);
        }
}

static void test_many_groups(void **state)
{
        Failure failure = {};
        Identity id = {};
        char *text = malloc(64 * 2000);
        char *end = text;
        for (unsigned i = 0; i < 2000; i++)
                end += sprintf(end, "g%u:x:%u:web\n", i, 10000 + i);
        assert_int_equal(identity_resolve("web", NULL, passwd, text, &id, &failure), -EINVAL);
        assert_string_equal(failure.text, "the user is in more than 1024 groups");
        free(text);
}

static void test_without_files(void **state)
{
        Failure failure = {};
        _cleanup_identity_ Identity id = {};
        assert_int_equal(identity_resolve(NULL, NULL, "", "", &id, &failure), 0);
        assert_int_equal(id.uid, 0);
        assert_int_equal(id.n_groups, 1);
        assert_string_equal(id.home, "/");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cases),
                cmocka_unit_test(test_refusals),
                cmocka_unit_test(test_many_groups),
                cmocka_unit_test(test_without_files),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
