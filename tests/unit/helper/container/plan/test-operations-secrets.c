/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets of a container, by themselves and in directories of their own. */
#include "tests/unit/helper/container/plan/planned.h"

#include <linux/mount.h>

/* Those of a directory are made behind it, in whatever order they come, and all of them above volumes. */
static void test_secrets(void **state)
{
        static const char *const firsts[] = {"make the ", "mount volume /srv", "mask /data", "enter"};
        static const char *const words[] = {RUN,
                                            "--secret=volume,uid=5,mode=0440:a:/data/certs/a",
                                            "--secret=:b:/run/secrets/b",
                                            "--secret=volume:c:/data/more/c",
                                            "--secret=env:d:D",
                                            "--secret=volume,gid=0:a:/data/certs/x:y",
                                            "--secret=volume:c:/data/cert/c",
                                            "--mask=/data/certs/a",
                                            "--bind=/data:::/srv/data",
                                            "--",
                                            "x",
                                            NULL};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        _cleanup_strbuf_ StrBuf text = {};
        plan(words, &request, &list);
        steps_like(&list, firsts, ARRAY_SIZE(firsts), &text);
        assert_string_equal(text.text, "mount volume /srv/data on /data\n"
                                       "make the directory of secrets /data/certs\n"
                                       "make the secret a on /data/certs/a\n"
                                       "make the secret a on /data/certs/x:y\n"
                                       "make the secret b on /run/secrets/b\n"
                                       "make the directory of secrets /data/more\n"
                                       "make the secret c on /data/more/c\n"
                                       "make the directory of secrets /data/cert\n"
                                       "make the secret c on /data/cert/c\n"
                                       "mask /data/certs/a\n"
                                       "enter the root file system\n");
        const Operation *first = find(&list, "make the directory of secrets /data/certs");
        assert_int_equal(first->kind, OPERATION_SECRETS);
        assert_int_equal(first->attributes,
                         MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
        assert_int_equal(first[1].kind, OPERATION_SECRET_FILE);
        assert_int_equal(first[1].owners, OWNER_UID);
        assert_int_equal(first[1].uid, 5);
        assert_int_equal(first[1].mode, 0440);
        assert_int_equal(first[2].owners, OWNER_GID);
        assert_int_equal(first[2].mode, 0400);
        assert_int_equal(first[3].kind, OPERATION_SECRET);
        assert_int_equal(first[3].attributes, first->attributes);
        assert_int_equal(first[3].owners, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_secrets)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
