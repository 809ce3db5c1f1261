/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What forwards for groups alone: its record, and the elements of rules. */
#include "helper/network/plan/lent.h"

#include "tests/unit/unit.h"

#include <errno.h>

static const char record[] = "ipv4 eth0\nipv4 eth0.100\nipv6 br-1\nipv6 all\naccept_ra default\n";

static void test_record(void **state)
{
        _cleanup_lent_ Lent lent = {};
        _cleanup_strbuf_ StrBuf text = {};
        assert_int_equal(lent_read(record, &lent), 0);
        assert_int_equal(lent.links[0].n, 2);
        assert_string_equal(lent.links[0].items[1], "eth0.100");
        assert_int_equal(lent.links[1].n, 1);
        assert_true(lent.all6 && !lent.refused);
        assert_int_equal(lent.advertised.n, 1);
        assert_int_equal(lent_write(&lent, &text), 0);
        assert_string_equal(text.text, record);
}

static void test_refused(void **state)
{
        _cleanup_lent_ Lent lent = {};
        _cleanup_strbuf_ StrBuf text = {}, elements = {};
        assert_int_equal(lent_read("no\n", &lent), 0);
        assert_true(lent.refused);
        assert_int_equal(lent_write(&lent, &text), 0);
        assert_string_equal(text.text, "no\n");
        assert_int_equal(lent_write_elements(&lent, &elements), 0);
        assert_int_equal(elements.length, 0);
}

static void test_wrong(void **state)
{
        static const char *const texts[] = {"yes\n", "ipv4\n",     "ipv4 \n",         "ipv5 eth0\n", "\n",
                                            "no \n", "ipv4 all\n", "accept_ra all\n", " eth0\n"};
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
                _cleanup_lent_ Lent lent = {};
                assert_int_equal(lent_read(texts[i], &lent), -EINVAL);
                assert_int_equal(lent.links[0].n, 0);
        }
}

static void test_elements(void **state)
{
        _cleanup_lent_ Lent lent = {};
        _cleanup_strbuf_ StrBuf text = {};
        assert_int_equal(lent_read(record, &lent), 0);
        assert_int_equal(lent_write_elements(&lent, &text), 0);
        assert_string_equal(text.text, "add element inet coslice lent { ipv4 . \"eth0\" }\n"
                                       "add element inet coslice lent { ipv4 . \"eth0.100\" }\n"
                                       "add element inet coslice lent { ipv6 . \"br-1\" }\n"
                                       "add element inet coslice lent_all { ipv6 }\n");
}

static void test_names(void **state)
{
        assert_true(lent_can_name("eth0") && lent_can_name("br-l.1@2:x+y_z"));
        assert_false(lent_can_name("") || lent_can_name("a\"b") || lent_can_name("eth*") ||
                     lent_can_name("all") || lent_can_name("a$b") || lent_can_name("0123456789abcdef"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_record),   cmocka_unit_test(test_refused), cmocka_unit_test(test_wrong),
                cmocka_unit_test(test_elements), cmocka_unit_test(test_names),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
