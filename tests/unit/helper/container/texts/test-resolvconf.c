/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/texts/resolvconf.h"

#include "tests/unit/unit.h"

static const struct {
        const char *text;
        bool v6;
        const char *expected;
        size_t servers;
} cases[] = {
        {"", true, "", 0},
        {"nameserver 192.0.2.53\nsearch example.org\n", true, "nameserver 192.0.2.53\nsearch example.org\n",
         1},
        /* Of the host's own resolver the rest stays. */
        {"# by hand\nnameserver 127.0.0.53\noptions edns0\nsearch a b\n", true,
         "# by hand\noptions edns0\nsearch a b\n", 0},
        {"nameserver\t::1\nnameserver  2001:db8::53  # x\nnameserver 127.1.2.3", true,
         "nameserver  2001:db8::53  # x\n", 1},
        {"nameserver 2001:db8::53\nnameserver 192.0.2.53", false, "nameserver 192.0.2.53", 1},
        /* On a link of the host. */
        {"nameserver fe80::1%eth0\nnameserver fe80::1\n", true, "", 0},
        {"nameserver 0.0.0.0\nnameserver name\nnameserver\n", true, "nameserver\n", 0},
        {"nameserver 192.0.2.53\r\n", true, "nameserver 192.0.2.53\r\n", 1},
        /* That is no such keyword. */
        {"nameservers 127.0.0.1\n nameserver 127.0.0.1\n", true,
         "nameservers 127.0.0.1\n nameserver 127.0.0.1\n", 0},
};

static void test_filter(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf found = {};
                size_t servers;
                assert_int_equal(resolvconf_filter(cases[i].text, cases[i].v6, &found, &servers), 0);
                assert_string_equal(found.text ? found.text : "", cases[i].expected);
                assert_int_equal(servers, cases[i].servers);
        }
}

int main(void)
{
        static const struct CMUnitTest tests[] = {cmocka_unit_test(test_filter)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
