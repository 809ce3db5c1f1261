/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of a group's own (CVE-2022-0811: a value whose second line was another setting). */
#include "core/base/cleanup.h"
#include "core/contract/contract.h"
#include "core/contract/sysctl.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void test_check(void **state)
{
        static const struct {
                const char *setting;
                int expected;
        } rows[] = {
                {"net.ipv4.ip_forward=1", SYSCTL_GOOD},
                {"net.ipv4.conf.eth0-1.rp_filter=2", SYSCTL_GOOD},
                {"net.ipv4.ping_group_range=0 1000", SYSCTL_GOOD},
                {"net.ipv4.tcp_allowed=a=b", SYSCTL_GOOD},
                {"kernel.shmmax=1", SYSCTL_GOOD},
                {"kernel.sem=250 32000 32 128", SYSCTL_GOOD},
                {"fs.mqueue.msg_max=20", SYSCTL_GOOD},
                {"", SYSCTL_NO_SETTING},
                {"net.ipv4.ip_forward", SYSCTL_NO_SETTING},
                {"=1", SYSCTL_NO_SETTING},
                {"net=1", SYSCTL_BAD_NAME},
                {"net.=1", SYSCTL_BAD_NAME},
                {".net.x=1", SYSCTL_BAD_NAME},
                {"net..x=1", SYSCTL_BAD_NAME},
                {"net...kernel.x=1", SYSCTL_BAD_NAME},
                {"net.x.=1", SYSCTL_BAD_NAME},
                {"net/ipv4/ip_forward=1", SYSCTL_BAD_NAME},
                {"net.ipv4/../../kernel/core_pattern=x", SYSCTL_BAD_NAME},
                {"/net.x=1", SYSCTL_BAD_NAME},
                {"net.x y=1", SYSCTL_BAD_NAME},
                {" net.x=1", SYSCTL_BAD_NAME},
                {"net.x\nkernel.core_pattern=1", SYSCTL_BAD_NAME},
                {"net.\xc3\xa4=1", SYSCTL_BAD_NAME},
                {"net.ipv4.ip_forward=", SYSCTL_BAD_VALUE},
                {"net.ipv4.ip_forward= 1", SYSCTL_BAD_VALUE},
                {"net.ipv4.ip_forward=1 ", SYSCTL_BAD_VALUE},
                {"net.ipv4.ip_forward=1\n", SYSCTL_BAD_VALUE},
                {"net.ipv4.ip_forward=1\nkernel.core_pattern=|/x", SYSCTL_BAD_VALUE},
                {"net.ipv4.ip_forward=1\t2", SYSCTL_BAD_VALUE},
                {"net.ipv4.ip_forward=\xc3\xa4", SYSCTL_BAD_VALUE},
                {"kernel.core_pattern=1", SYSCTL_NOT_OWN},
                {"kernel.semx=1", SYSCTL_NOT_OWN},
                {"kernel.sem.x=1", SYSCTL_NOT_OWN},
                {"kernel.shm_next_id=1", SYSCTL_NOT_OWN},
                {"kernel.domainname=x", SYSCTL_NOT_OWN},
                {"fs.mqueue=1", SYSCTL_NOT_OWN},
                {"fs.mqueues.x=1", SYSCTL_NOT_OWN},
                {"NET.ipv4.ip_forward=1", SYSCTL_NOT_OWN},
                {"netx.ipv4=1", SYSCTL_NOT_OWN},
                {"vm.max_map_count=262144", SYSCTL_NOT_OWN},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strvec_ StrVec list = {};
                Failure failure = {};
                if (sysctl_check(rows[i].setting) != rows[i].expected)
                        fail_msg("%s: %d", rows[i].setting, sysctl_check(rows[i].setting));
                int r = sysctl_read(rows[i].setting, &list, &failure);
                assert_int_equal(r, rows[i].expected == SYSCTL_GOOD ? 0 : -EINVAL);
                assert_int_equal(list.n, r == 0);
                assert_int_equal(failure.status, r == 0 ? 0 : EXIT_SETUP_REQUEST);
        }
}

static void test_lengths(void **state)
{
        char text[2048];
        for (int more = 0; more < 2; more++) {
                snprintf(text, sizeof text, "net.%0*d=1", SYSCTL_NAME_MAX - 4 + more, 0);
                assert_int_equal(sysctl_check(text), more ? SYSCTL_BAD_NAME : SYSCTL_GOOD);
                snprintf(text, sizeof text, "net.x=%0*d", SYSCTL_VALUE_MAX + more, 0);
                assert_int_equal(sysctl_check(text), more ? SYSCTL_BAD_VALUE : SYSCTL_GOOD);
        }
}

static void test_path(void **state)
{
        char path[SYSCTL_NAME_MAX + 1], text[SYSCTL_NAME_MAX + 8];
        sysctl_path("net.ipv4.ip_forward=1.2", path);
        assert_string_equal(path, "net/ipv4/ip_forward");
        snprintf(text, sizeof text, "net.%0*d=1", SYSCTL_NAME_MAX - 4, 0);
        sysctl_path(text, path);
        assert_int_equal(strlen(path), SYSCTL_NAME_MAX);
}

static void test_has(void **state)
{
        assert_true(sysctl_has("net.a=1", "1\n"));
        assert_true(sysctl_has("net.a=0x50", "80\n"));
        assert_true(sysctl_has("net.a=0 100", "0\t100\n"));
        assert_true(sysctl_has("net.a=250", "250\t32000\t32\t128\n"));
        assert_true(sysctl_has("net.a=cubic", "cubic\n"));
        assert_false(sysctl_has("net.a=1", ""));
        assert_false(sysctl_has("net.a=1", "2\n"));
        assert_false(sysctl_has("net.a=1", "12\n"));
        assert_false(sysctl_has("net.a=12", "1\n"));
        assert_false(sysctl_has("net.a=0 100", "0\n"));
        assert_false(sysctl_has("net.a=81,82", "81-82\n"));
        assert_false(sysctl_has("net.a=99999999999999999999", "9223372036854775807\n"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_check),
                cmocka_unit_test(test_lengths),
                cmocka_unit_test(test_path),
                cmocka_unit_test(test_has),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
