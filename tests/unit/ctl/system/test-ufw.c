/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ufw's files, as its package and its commands write them. */
#include "ctl/system/ufw.h"

#include "tests/unit/unit.h"

#define ON       "# comment\nENABLED=yes\n\nLOGLEVEL=low\n"
#define OFF      "ENABLED=no\n"
#define DROPS    "IPV6=yes\n# ENABLED=yes\nDEFAULT_FORWARD_POLICY=\"DROP\"\nIPT_SYSCTL=/etc/ufw/sysctl.conf\n"
#define ACCEPTS  "DEFAULT_FORWARD_POLICY=\"ACCEPT\"\n"
#define IN       "-A ufw-user-forward -i cs-+ -j ACCEPT\n"
#define OUT      "-A ufw-user-forward -o cs-+ -j ACCEPT\n"
#define NAMES    "-A ufw-user-input -i cs-+ -j ACCEPT\n"
#define NO_RULES "*filter\nCOMMIT\n"

static void test_drops(void **state)
{
        assert_true(ufw_would_drop(ON, DROPS, NO_RULES));
        assert_true(ufw_would_drop("ENABLED=no\nENABLED=\"Yes\"", DROPS, NO_RULES));
        assert_true(ufw_would_drop(ON, "DEFAULT_FORWARD_POLICY=REJECT", NO_RULES));
        assert_true(ufw_would_drop(ON, ACCEPTS DROPS, NO_RULES));
        assert_true(ufw_would_drop(ON, "", ""));
}

static void test_one_way_alone(void **state)
{
        assert_true(ufw_would_drop(ON, DROPS, IN));
        assert_true(ufw_would_drop(ON, DROPS, OUT));
        assert_true(ufw_would_drop(ON, DROPS, "-A ufw-user-forward -i cs-+ -j DROP\n" OUT NAMES));
        assert_true(ufw_would_drop(ON, DROPS, IN OUT));
        assert_true(ufw_would_drop(ON, DROPS, NAMES OUT));
        assert_true(ufw_would_drop(ON, ACCEPTS, NO_RULES));
}

static void test_lets_through(void **state)
{
        assert_false(ufw_would_drop(OFF, DROPS, NO_RULES));
        assert_false(ufw_would_drop("", DROPS, NO_RULES));
        assert_false(ufw_would_drop("#ENABLED=yes", DROPS, NO_RULES));
        assert_false(ufw_would_drop("ENABLED=yesterday", DROPS, NO_RULES));
        assert_false(ufw_would_drop(ON, ACCEPTS, NAMES));
        assert_false(ufw_would_drop(ON, ACCEPTS "DEFAULT_INPUT_POLICY=\"ACCEPT\"\n", NO_RULES));
        assert_false(ufw_would_drop(ON, DROPS, "*filter\n" IN OUT NAMES "COMMIT\n"));
}

int main(void)
{
        static const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_drops),
                cmocka_unit_test(test_one_way_alone),
                cmocka_unit_test(test_lets_through),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
