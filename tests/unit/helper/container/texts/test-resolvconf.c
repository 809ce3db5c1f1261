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

static void test_settle(void **state)
{
        static const char host[] =
                "# here\nnameserver 192.0.2.53\ndomain a.example\nsearch b.example\noptions edns0";
        _cleanup_strvec_ StrVec searches = {}, options = {}, none = {};
        IpAddress servers[2];
        const ServerList list = {servers, 2}, no_servers = {};
        _cleanup_strbuf_ StrBuf same = {}, servers_alone = {}, all = {};
        assert_int_equal(ip_read("198.51.100.1", servers), 0);
        assert_int_equal(ip_read("2001:db8::1", servers + 1), 0);
        assert_int_equal(strvec_add(&searches, "c.example") | strvec_add(&searches, "d"), 0);
        assert_int_equal(strvec_add(&options, "ndots:2") | strvec_add(&options, "rotate"), 0);
        assert_int_equal(resolvconf_settle(host, &(ResolvWish){&no_servers, &none, &none}, &same), 0);
        assert_string_equal(
                same.text,
                "# here\nnameserver 192.0.2.53\ndomain a.example\nsearch b.example\noptions edns0\n");
        assert_int_equal(resolvconf_settle(host, &(ResolvWish){&list, &none, &none}, &servers_alone), 0);
        assert_string_equal(servers_alone.text, "# here\ndomain a.example\nsearch b.example\noptions edns0\n"
                                                "nameserver 198.51.100.1\nnameserver 2001:db8::1\n");
        assert_int_equal(resolvconf_settle(host, &(ResolvWish){&list, &searches, &options}, &all), 0);
        assert_string_equal(all.text, "# here\nnameserver 198.51.100.1\nnameserver 2001:db8::1\n"
                                      "search c.example d\noptions ndots:2 rotate\n");
}

int main(void)
{
        static const struct CMUnitTest tests[] = {cmocka_unit_test(test_filter),
                                                  cmocka_unit_test(test_settle)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
