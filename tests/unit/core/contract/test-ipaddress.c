/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses and ranges: text → bytes → text, and what is none. */
#include "core/contract/ipaddress.h"

#include "tests/unit/unit.h"

#include <errno.h>

static IpAddress address_of(const char *text)
{
        IpAddress address;
        if (ip_read(text, &address) != 0)
                fail_msg("%s is not read", text);
        return address;
}

static IpPrefix prefix_of(const char *text)
{
        IpPrefix prefix;
        const char *why;
        if (prefix_read(text, &prefix, &why) != 0)
                fail_msg("%s: %s", text, why);
        return prefix;
}

static void test_addresses(void **state)
{
        static const struct {
                const char *text, *written;
                bool loopback, unicast;
        } cases[] = {
                {"192.0.2.7", NULL, false, true},
                {"0.0.0.0", NULL, false, false},
                {"127.0.0.1", NULL, true, true},
                {"127.255.0.9", NULL, true, true},
                {"223.255.255.255", NULL, false, true},
                {"224.0.0.1", NULL, false, false},
                {"255.255.255.255", NULL, false, false},
                {"::", NULL, false, false},
                {"::1", NULL, true, true},
                {"2001:DB8:0:0::7", "2001:db8::7", false, true},
                {"fd00::1", NULL, false, true},
                {"ff02::1", NULL, false, false},
                {"::127.0.0.1", NULL, false, true},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                char text[IP_TEXT_MAX];
                IpAddress address = address_of(cases[i].text);
                ip_format(&address, text);
                assert_string_equal(text, cases[i].written ? cases[i].written : cases[i].text);
                assert_int_equal(ip_is_loopback(&address), cases[i].loopback);
                assert_int_equal(ip_is_unicast(&address), cases[i].unicast);
        }
}

static void test_no_addresses(void **state)
{
        static const char *const texts[] = {"",         "1",         "1.2.3",    "1.2.3.4.5",    "1.2.3.256",
                                            "01.2.3.4", " 1.2.3.4",  "1.2.3.4 ", "fe80::1%eth0", "::1::",
                                            "12345::",  "localhost", "1.2.3.4/8"};
        IpAddress address;
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
                if (ip_read(texts[i], &address) != -EINVAL)
                        fail_msg("%s is read", texts[i]);
}

static void test_equal(void **state)
{
        IpAddress four = address_of("1.2.3.4"), other = address_of("1.2.3.5"), six = address_of("102:304::");
        assert_true(ip_equal(&four, &four));
        assert_false(ip_equal(&four, &other));
        /* The same bytes. */
        assert_false(ip_equal(&four, &six));
}

static void test_prefixes(void **state)
{
        static const char *const texts[][2] = {
                {"10.0.0.0/8", "10.0.0.0/8"},
                {"192.0.2.7", "192.0.2.7/32"},
                {"0.0.0.0/0", "0.0.0.0/0"},
                {"10.67.128.0/17", "10.67.128.0/17"},
                {"fd00::/8", "fd00::/8"},
                {"2001:db8::7", "2001:db8::7/128"},
                {"::/0", "::/0"},
                {"2001:db8:8000::/33", "2001:db8:8000::/33"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                IpPrefix prefix = prefix_of(texts[i][0]);
                assert_int_equal(prefix_write(&prefix, &text), 0);
                assert_string_equal(text.text, texts[i][1]);
        }
}

static void test_no_prefixes(void **state)
{
        static const char none[] =
                "expected an address or a range of them, like 192.0.2.7, 10.0.0.0/8 or fd00::/8";
        static const char bits[] =
                "bits behind the range's are set: expected 0 in their place, as in 10.0.0.0/8";
        static const char *const texts[][2] = {
                {"", none},
                {"/8", none},
                {"10.0.0.0/", none},
                {"10.0.0.0/33", none},
                {"fd00::/129", none},
                {"10.0.0.0/8/8", none},
                {"10.0.0.0/-1", none},
                {"10/8", none},
                {"web", none},
                {"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa/8", none},
                {"10.0.0.1/8", bits},
                {"10.67.1.0/23", bits},
                {"fd00::1/64", bits},
                {"fd80::/8", bits},
                {"128.0.0.0/0", bits},
        };
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
                IpPrefix prefix;
                const char *why;
                if (prefix_read(texts[i][0], &prefix, &why) != -EINVAL)
                        fail_msg("%s is read", texts[i][0]);
                assert_string_equal(why, texts[i][1]);
        }
}

static void test_contains(void **state)
{
        static const struct {
                const char *one, *other;
                bool contains, overlap;
        } cases[] = {
                {"10.67.0.0/16", "10.67.255.255", true, true},
                {"10.67.0.0/16", "10.68.0.0", false, false},
                {"10.67.0.0/16", "10.0.0.0/8", false, true},
                {"0.0.0.0/0", "255.0.0.0", true, true},
                {"10.67.128.0/17", "10.67.0.0/17", false, false},
                {"0.0.0.0/0", "::", false, false},
                {"::/0", "0.0.0.0", false, false},
                {"fd00::/64", "fd00::ffff:0:0:1", true, true},
                {"fd00::/64", "fd00:0:0:1::", false, false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                IpPrefix one = prefix_of(cases[i].one), other = prefix_of(cases[i].other);
                assert_int_equal(prefix_contains(&one, &other.first), cases[i].contains);
                assert_int_equal(prefixes_overlap(&one, &other), cases[i].overlap);
                assert_int_equal(prefixes_overlap(&other, &one), cases[i].overlap);
        }
}

static void test_at(void **state)
{
        static const struct {
                const char *prefix;
                uint32_t n;
                const char *address;
        } cases[] = {
                {"10.67.0.0/16", 0, "10.67.0.0"},          {"10.67.0.0/16", 1, "10.67.0.1"},
                {"10.67.0.0/16", 65535, "10.67.255.255"},  {"10.0.0.0/8", 0x010203, "10.1.2.3"},
                {"fd00:67::/64", 0xc0e2, "fd00:67::c0e2"}, {"fd00:67::/64", UINT32_MAX, "fd00:67::ffff:ffff"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                char text[IP_TEXT_MAX];
                IpPrefix prefix = prefix_of(cases[i].prefix);
                IpAddress address = prefix_at(&prefix, cases[i].n);
                ip_format(&address, text);
                assert_string_equal(text, cases[i].address);
        }
}

static void test_in_network(void **state)
{
        static const struct {
                const char *text, *first, *last;
                unsigned bits;
                bool keeps; /* of its network, as the first or the last */
        } cases[] = {
                {"192.0.2.10/24", "192.0.2.0", "192.0.2.255", 24, false},
                {"192.0.2.0/24", "192.0.2.0", "192.0.2.255", 24, true},
                {"192.0.2.255/24", "192.0.2.0", "192.0.2.255", 24, true},
                {"192.0.2.0/31", "192.0.2.0", "192.0.2.1", 31, false},
                {"192.0.2.1/32", "192.0.2.1", "192.0.2.1", 32, false},
                {"10.9.255.255/9", "10.0.0.0", "10.127.255.255", 9, false},
                {"2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", 64, true},
                {"2001:db8::ffff:ffff:ffff:ffff/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", 64,
                 false},
                {"2001:db8::/127", "2001:db8::", "2001:db8::1", 127, false},
        };
        static const char *const wrong[] = {"192.0.2.1/0", "192.0.2.1/33", "192.0.2.1/", "192.0.2.1/x",
                                            "192.0.2/24",  "fd00::1/129",  "/24",        ""};
        IpAddress address;
        unsigned bits;
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                char text[IP_TEXT_MAX];
                assert_int_equal(ip_read_in_network(cases[i].text, &address, &bits), 0);
                assert_int_equal(bits, cases[i].bits);
                const IpPrefix around = prefix_around(&address, bits);
                const IpAddress last = prefix_last(&address, bits);
                ip_format(&around.first, text);
                assert_string_equal(text, cases[i].first);
                ip_format(&last, text);
                assert_string_equal(text, cases[i].last);
                assert_int_equal(prefix_keeps(&around, &address), cases[i].keeps);
        }
        assert_int_equal(ip_read_in_network("192.0.2.1", &address, &bits), 0);
        assert_int_equal(bits, 0);
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                if (ip_read_in_network(wrong[i], &address, &bits) != -EINVAL)
                        fail_msg("%s is read", wrong[i]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_addresses),   cmocka_unit_test(test_no_addresses),
                cmocka_unit_test(test_equal),       cmocka_unit_test(test_prefixes),
                cmocka_unit_test(test_no_prefixes), cmocka_unit_test(test_contains),
                cmocka_unit_test(test_at),          cmocka_unit_test(test_in_network),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
