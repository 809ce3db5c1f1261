/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of groups in their range, and what follows from them. */
#include "helper/network/plan/address.h"

#include "tests/unit/unit.h"

#include <stdio.h>

static IpPrefix range_of(const char *text)
{
        IpPrefix range;
        const char *why;
        assert_int_equal(prefix_read(text, &range, &why), 0);
        return range;
}

static IpAddress address_of(const char *text)
{
        IpAddress address;
        assert_int_equal(ip_read(text, &address), 0);
        return address;
}

static void test_room(void **state)
{
        static const struct {
                const char *range;
                uint32_t room;
        } cases[] = {{"10.67.0.0/16", 65533},  {"10.0.0.0/8", 16777213}, {"10.0.0.0/24", 253},
                     {"10.0.0.0/29", 5},       {"10.0.0.0/30", 0},       {"10.0.0.0/32", 0},
                     {"0.0.0.0/0", 4294967293}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                IpPrefix range = range_of(cases[i].range);
                assert_int_equal(address_room(&range), cases[i].room);
        }
}

/* Each number but the special ones, once; and which comes first is settled for good. */
static void test_choice(void **state)
{
        IpPrefix range = range_of("10.0.0.0/24"), wide = range_of("10.67.0.0/16");
        bool seen[256] = {};
        for (uint32_t n = 0; n < address_room(&range); n++) {
                uint32_t number = address_choice("web", &range, n);
                assert_true(number >= 2 && number <= 254);
                assert_false(seen[number]);
                seen[number] = true;
        }
        assert_int_equal(address_choice("web", &wide, 0), 192 << 8 | 226);
        assert_int_equal(address_choice("shop", &wide, 0), 39 << 8 | 108);
}

/* Names that differ a little: few of a thousand meet. */
static void test_spread(void **state)
{
        IpPrefix wide = range_of("10.67.0.0/16");
        static bool taken[65536];
        unsigned met = 0;
        for (unsigned i = 0; i < 1000; i++) {
                char name[16];
                snprintf(name, sizeof name, "web-%u", i);
                uint32_t number = address_choice(name, &wide, 0);
                met += taken[number];
                taken[number] = true;
        }
        assert_true(met <= 20);
}

static void test_special(void **state)
{
        static const struct {
                const char *range, *address, *why;
        } cases[] = {{"10.67.0.0/16", "10.67.0.0", "is the range itself"},
                     {"10.67.0.0/16", "10.67.0.1", "is the host's own"},
                     {"10.67.0.0/16", "10.67.255.255", "is the range's broadcast address"},
                     {"10.67.0.0/16", "10.67.0.2", NULL},
                     {"10.67.0.0/16", "10.67.255.254", NULL},
                     {"10.67.0.0/16", "10.67.1.0", NULL},
                     {"fd00::/64", "fd00::", "is the range itself"},
                     {"fd00::/64", "fd00::1", "is the host's own"},
                     {"fd00::/64", "fd00::ffff:ffff:ffff:ffff", NULL},
                     {"fd00::/64", "fd00::1:0:0:1", NULL},
                     {"0.0.0.0/0", "255.255.255.255", "is the range's broadcast address"}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                IpPrefix range = range_of(cases[i].range);
                IpAddress address = address_of(cases[i].address);
                const char *why = address_special(&range, &address);
                if (cases[i].why)
                        assert_string_equal(why, cases[i].why);
                else
                        assert_null(why);
        }
}

static void test_number(void **state)
{
        static const struct {
                const char *range, *address;
                uint32_t number;
        } cases[] = {{"10.67.0.0/16", "10.67.192.226", 192 << 8 | 226},
                     {"fd00::/64", "fd00::c0e2", 0xc0e2},
                     {"fd00::/64", "fd00::ffff:fffe", 0xfffffffe},
                     {"fd00::/64", "fd00::1:0:0", UINT32_MAX},
                     {"fd00::/64", "fd00::8000:0:0:0", UINT32_MAX}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                IpPrefix range = range_of(cases[i].range);
                IpAddress address = address_of(cases[i].address);
                assert_int_equal(address_number(&range, &address), cases[i].number);
        }
}

static void test_fit(void **state)
{
        IpPrefix four = range_of("10.67.0.0/16"), six = range_of("fd00::/64"), just = range_of("fd00::/112"),
                 less = range_of("fd00::/113");
        assert_true(address_ranges_fit(&four, &six));
        assert_true(address_ranges_fit(&four, &just));
        assert_false(address_ranges_fit(&four, &less));
}

static void test_own_range(void **state)
{
        static const char id[] = "0123456789abcdef0123456789abcdef",
                          other[] = "0123456789abcdef0123456789abcdee";
        char text[IP_TEXT_MAX];
        IpPrefix range, again, another;
        address_own_range(id, &range);
        address_own_range(id, &again);
        address_own_range(other, &another);
        assert_true(ip_equal(&range.first, &again.first));
        assert_false(ip_equal(&range.first, &another.first));
        assert_int_equal(range.bits, 64);
        ip_format(&range.first, text);
        assert_string_equal(text, "fdf7:a2ca:5637::");
}

static void test_mac(void **state)
{
        static const uint8_t inside[] = {0x02, 0x63, 10, 67, 192, 226},
                             outside[] = {0x02, 0x68, 10, 67, 192, 226};
        IpAddress address = address_of("10.67.192.226");
        uint8_t mac[MAC_SIZE];
        address_mac(&address, false, mac);
        assert_memory_equal(mac, inside, sizeof mac);
        address_mac(&address, true, mac);
        assert_memory_equal(mac, outside, sizeof mac);
}

static void test_mac_among_others(void **state)
{
        static const uint8_t four[] = {0x02, 0x6d, 192, 0, 2, 10};
        IpAddress one = address_of("192.0.2.10"), six = address_of("2001:db8::7"),
                  next = address_of("2001:db8::8");
        uint8_t mac[MAC_SIZE], again[MAC_SIZE];
        address_mac_among_others(&one, mac);
        assert_memory_equal(mac, four, sizeof mac);
        address_mac_among_others(&six, mac);
        assert_true(mac[0] == 0x02 && mac[1] == '6');
        address_mac_among_others(&six, again);
        assert_memory_equal(mac, again, sizeof mac);
        address_mac_among_others(&next, again);
        assert_memory_not_equal(mac, again, sizeof mac);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_room),
                cmocka_unit_test(test_choice),
                cmocka_unit_test(test_spread),
                cmocka_unit_test(test_special),
                cmocka_unit_test(test_number),
                cmocka_unit_test(test_fit),
                cmocka_unit_test(test_own_range),
                cmocka_unit_test(test_mac),
                cmocka_unit_test(test_mac_among_others),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
