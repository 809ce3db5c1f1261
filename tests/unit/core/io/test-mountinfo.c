/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of the kernel's table of mounts. */
#include "core/io/mountinfo.h"

#include "tests/unit/unit.h"

#include <linux/mount.h>
#include <string.h>
#include <sys/sysmacros.h>

static void test_lines(void **state)
{
        static const struct {
                const char *line, *place; /* NULL: no such line */
                uint64_t id, attributes;
                const char *root;
                unsigned device[2];
        } cases[] = {
                {"36 35 98:0 / /proc rw,nosuid,nodev,noexec,relatime shared:1 - proc proc rw\n",
                 "/proc",
                 36,
                 MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
                 "/",
                 {98, 0}},
                {"1 0 0:1 /a /b\\040c\\011d\\134e ro - ext4 /dev/sda rw,nodev\n",
                 "/b c\td\\e",
                 1,
                 MOUNT_ATTR_RDONLY,
                 "/a",
                 {0, 1}},
                {"1 0 259:1048575 /x\\040y /a rw - ext4 /dev/sda rw\n", "/a", 1, 0, "/x y", {259, 1048575}},
                /* What is no whole escape stands for itself. */
                {"1 0 0:1 / /a\\04 rw - tmpfs none rw\n", "/a\\04", 1, 0, "/", {0, 1}},
                {"18446744073709551615 0 0:1 / / rw,rox,xnodev - t n rw\n", "/", UINT64_MAX, 0, "/", {0, 1}},
                {"18446744073709551616 0 0:1 / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"x 0 0:1 / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"1x 0 0:1 / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {" 0 0:1 / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"1 0 0:1 / place rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"1 0 0:1 / / rw\n", NULL, 0, 0, NULL, {}},
                {"1 0 0 / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"1 0 :1 / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"1 0 0: / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"1 0 0:1x / / rw - t n rw\n", NULL, 0, 0, NULL, {}},
                {"1 0 0:1 /\n", NULL, 0, 0, NULL, {}},
                {"\n", NULL, 0, 0, NULL, {}},
                {"", NULL, 0, 0, NULL, {}},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_free_ char *line = strdup(cases[i].line);
                MountLine mount;
                assert_non_null(line);
                bool right = mountinfo_parse(line, &mount);
                if (right != (cases[i].place != NULL))
                        fail_msg("%s: %d", cases[i].line, right);
                if (!right)
                        continue;
                assert_string_equal(mount.place, cases[i].place);
                assert_int_equal(mount.id, cases[i].id);
                assert_string_equal(mount.root, cases[i].root);
                assert_int_equal(mount.device, makedev(cases[i].device[0], cases[i].device[1]));
                assert_int_equal(mount.attributes, cases[i].attributes);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
