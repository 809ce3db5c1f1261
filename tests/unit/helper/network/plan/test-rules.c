/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group is asked to have → elements, commands, and the rules of its own namespace. */
#include "helper/network/plan/rules.h"

#include "helper/network/plan/areas.h"
#include "helper/network/plan/publishes.h"
#include "tests/unit/unit.h"

#include <string.h>

#define FOUR "--range=10.67.0.0/16", "--address=10.67.0.5"
#define SIX  "--range=fd00::/64", "--address=fd00::5"

/* Of group web, behind these words. */
static void read_network(const char *const *more, Network *ret)
{
        char *words[24] = {"--group=web"};
        Failure failure = {};
        for (size_t i = 0; more[i]; i++)
                words[i + 1] = (char *)more[i];
        if (options_read(&network_options, words, ret, &failure) != 0)
                fail_msg("%s", failure.text);
}

static void expect_commands(const char *const *more, RulesChange change, const char *expected)
{
        _cleanup_network_ Network network = {};
        _cleanup_elements_ ElementList elements = {};
        _cleanup_strbuf_ StrBuf text = {};
        read_network(more, &network);
        assert_int_equal(rules_elements(&network, &elements), 0);
        assert_int_equal(rules_write(elements.items, elements.n, change, &text), 0);
        assert_string_equal(text.text, expected);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define GATEWAY    "add element inet coslice gateways { \"cs-web\" . 10.67.0.1 }\n"

static void test_elements(void **state)
{
        expect_commands(WORDS(FOUR), RULES_CREATE, GATEWAY);
        expect_commands(WORDS(FOUR, SIX, "--open=80", "--open=53/udp", "--open=90-99,from=10.0.0.0/8",
                              "--open=90,from=fd00::/8"),
                        RULES_CREATE,
                        GATEWAY
                        "add element inet coslice from4 { 10.67.0.5 . 10.0.0.0/8 . tcp . 90-99 }\n"
                        "add element inet coslice open4 { 10.67.0.5 . tcp . 80, 10.67.0.5 . udp . 53 }\n"
                        "add element inet coslice from6 { fd00::5 . fd00::/8 . tcp . 90 }\n"
                        "add element inet coslice open6 { fd00::5 . tcp . 80, fd00::5 . udp . 53 }\n");
        /* Ports of one range are one element. */
        expect_commands(WORDS(FOUR, "--open=8000-8010"), RULES_CREATE,
                        GATEWAY
                        "add element inet coslice from4 { 10.67.0.5 . 0.0.0.0/0 . tcp . 8000-8010 }\n");
        expect_commands(WORDS(FOUR, SIX, "--outbound=no", "--host-port=22", "--host-port=8000-8010/udp"),
                        RULES_CREATE,
                        GATEWAY "add element inet coslice limited { \"cs-web\" }\n"
                                "add element inet coslice host_ports { \"cs-web\" . tcp . 22, \"cs-web\" . "
                                "udp . 8000-8010 }\n");
        expect_commands(
                WORDS(FOUR, SIX, "--outbound=10.1.0.0/16", "--outbound=10.0.0.0/8", "--outbound=2001:db8::7"),
                RULES_CREATE,
                GATEWAY "add element inet coslice limited { \"cs-web\" }\n"
                        "add element inet coslice outbound4 { \"cs-web\" . 10.0.0.0/8 }\n"
                        "add element inet coslice outbound6 { \"cs-web\" . 2001:db8::7/128 }\n");
        /* Without IPv6 nothing is said of it. */
        expect_commands(WORDS(FOUR, "--open=80,from=fd00::/8", "--publish=[2001:db8::7]:80:80",
                              "--outbound=fd00::/8"),
                        RULES_CREATE, GATEWAY "add element inet coslice limited { \"cs-web\" }\n");
}

static void test_published(void **state)
{
        /* It opens its port. */
        expect_commands(WORDS(FOUR, SIX, "--publish=8080:80"), RULES_CREATE,
                        GATEWAY "add element inet coslice open4 { 10.67.0.5 . tcp . 80 }\n"
                                "create element inet coslice publish4 { tcp . 8080 : 10.67.0.5 . 80 }\n"
                                "add element inet coslice open6 { fd00::5 . tcp . 80 }\n"
                                "create element inet coslice publish6 { tcp . 8080 : fd00::5 . 80 }\n");
        /* But not where the definition says who may reach it, and not for the host alone. */
        expect_commands(WORDS(FOUR, "--open=80,from=10.0.0.0/8", "--publish=8080:80"), RULES_CREATE,
                        GATEWAY "add element inet coslice from4 { 10.67.0.5 . 10.0.0.0/8 . tcp . 80 }\n"
                                "create element inet coslice publish4 { tcp . 8080 : 10.67.0.5 . 80 }\n");
        /* Port by port: a range that is published opens none of which that is said. */
        expect_commands(WORDS(FOUR, "--open=80,from=10.0.0.0/8", "--publish=8080-8081:80-81"), RULES_CREATE,
                        GATEWAY "add element inet coslice from4 { 10.67.0.5 . 10.0.0.0/8 . tcp . 80 }\n"
                                "add element inet coslice open4 { 10.67.0.5 . tcp . 81 }\n"
                                "create element inet coslice publish4 { tcp . 8080 : 10.67.0.5 . 80, tcp . "
                                "8081 : 10.67.0.5 . 81 }\n");
        expect_commands(
                WORDS(FOUR, SIX, "--publish=127.0.0.1:8080:80"), RULES_CREATE,
                GATEWAY
                "create element inet coslice publish_at4 { 127.0.0.1 . tcp . 8080 : 10.67.0.5 . 80 }\n");
        expect_commands(
                WORDS(FOUR, SIX, "--publish=[2001:db8::7]:53:53/udp"), RULES_CREATE,
                GATEWAY
                "add element inet coslice open6 { fd00::5 . udp . 53 }\n"
                "create element inet coslice publish_at6 { 2001:db8::7 . udp . 53 : fd00::5 . 53 }\n");
        /* Each port of a range is an element. */
        expect_commands(WORDS(FOUR, "--publish=80-82:90-92"), RULES_CREATE,
                        GATEWAY "add element inet coslice from4 { 10.67.0.5 . 0.0.0.0/0 . tcp . 90-92 }\n"
                                "create element inet coslice publish4 { tcp . 80 : 10.67.0.5 . 90, tcp . 81 "
                                ": 10.67.0.5 . 91, "
                                "tcp . 82 : 10.67.0.5 . 92 }\n");
}

/* What is open in the group's own rules, with MORE words. */
static void expect_open(const char *const *more, const char *expected)
{
        _cleanup_network_ Network network = {};
        _cleanup_strbuf_ StrBuf rules = {}, found = {};
        read_network(more, &network);
        assert_int_equal(rules_write_inside(&network, &rules), 0);
        for (char *line = rules.text, *end; (end = strchr(line, '\n')); line = end + 1) {
                *end = '\0';
                const char *at = strstr(line, " dport ");
                if (at)
                        strbuf_addf(&found, "%s\n", line + strspn(line, " "));
        }
        assert_string_equal(found.text ? found.text : "", expected);
}

#define ANY "meta nfproto ipv4 "

static void test_published_ports(void **state)
{
        /* Each port once, whichever lines have it. */
        expect_open(WORDS(FOUR, "--open=80", "--publish=8080:80", "--publish=8081:80"),
                    ANY "tcp dport 80 accept\n");
        expect_open(WORDS(FOUR, "--publish=8080:80", "--publish=8081:80", "--publish=8082:80/udp"),
                    ANY "tcp dport 80 accept\n" ANY "udp dport 80 accept\n");
        /* It is said who may. */
        expect_open(WORDS(FOUR, "--open=82-83,from=10.0.0.0/8", "--publish=80-85:80-85"),
                    ANY "tcp dport 80-81 accept\n" ANY "tcp dport 84-85 accept\n"
                        "ip saddr 10.0.0.0/8 tcp dport 82-83 accept\n");
        expect_open(WORDS(FOUR, "--open=80-85,from=10.0.0.0/8", "--publish=80-85:80-85"),
                    "ip saddr 10.0.0.0/8 tcp dport 80-85 accept\n");
        /* The last port that there is. */
        expect_open(WORDS(FOUR, "--publish=65535"), ANY "tcp dport 65535 accept\n");
        /* Loopback addresses are the host's alone. */
        expect_open(WORDS(FOUR, "--publish=127.0.0.1:8080:80"),
                    "ip saddr 10.67.0.1/32 tcp dport 80 accept\n");
}

static void test_changes(void **state)
{
        expect_commands(WORDS(FOUR, "--publish=80"), RULES_ADD,
                        GATEWAY "add element inet coslice open4 { 10.67.0.5 . tcp . 80 }\n"
                                "add element inet coslice publish4 { tcp . 80 : 10.67.0.5 . 80 }\n");
        expect_commands(WORDS(FOUR, "--publish=80"), RULES_REMOVE,
                        GATEWAY "delete element inet coslice gateways { \"cs-web\" . 10.67.0.1 }\n"
                                "add element inet coslice open4 { 10.67.0.5 . tcp . 80 }\n"
                                "delete element inet coslice open4 { 10.67.0.5 . tcp . 80 }\n"
                                "add element inet coslice publish4 { tcp . 80 : 10.67.0.5 . 80 }\n"
                                "delete element inet coslice publish4 { tcp . 80 }\n");
}

/* What a set with intervals can't have twice is there once. */
static void test_overlaps(void **state)
{
        expect_commands(WORDS(FOUR, "--open=85-95,from=10.1.0.0/16", "--open=80-90,from=10.0.0.0/8",
                              "--open=88,from=10.1.2.0/24", "--open=86,from=10.0.0.0/8",
                              "--open=88/udp,from=10.1.0.0/16", "--open=88,from=192.0.2.0/24"),
                        RULES_CREATE,
                        GATEWAY
                        "add element inet coslice from4 { 10.67.0.5 . 10.0.0.0/8 . tcp . 80-90, 10.67.0.5 . "
                        "10.1.0.0/16 . tcp . 91-95, "
                        "10.67.0.5 . 10.1.0.0/16 . udp . 88, 10.67.0.5 . 192.0.2.0/24 . tcp . 88 }\n");
        expect_commands(
                WORDS(FOUR, "--host-port=80-90", "--host-port=85", "--host-port=85-95", "--host-port=70-100"),
                RULES_CREATE, GATEWAY "add element inet coslice host_ports { \"cs-web\" . tcp . 70-100 }\n");
}

#define INSIDE_HEAD                                                                \
        "add table inet coslice\n"                                                 \
        "delete table inet coslice\n"                                              \
        "table inet coslice {\n"                                                   \
        "        chain input {\n"                                                  \
        "                type filter hook input priority filter; policy accept;\n" \
        "                iifname \"lo\" accept\n"                                  \
        "                ct state { established, related } accept\n"               \
        "                meta l4proto { icmp, icmpv6 } accept\n"
#define INSIDE_TAIL                                            \
        "                reject with icmpx admin-prohibited\n" \
        "        }\n"                                          \
        "}\n"

static void test_inside(void **state)
{
        const struct {
                const char *const *words;
                const char *text;
        } cases[] = {
                {(const char *const[]){FOUR, NULL}, INSIDE_HEAD INSIDE_TAIL},
                {(const char *const[]){FOUR, SIX, "--open=80", "--open=90-99/udp,from=10.0.0.0/8",
                                       "--publish=81", "--publish=127.0.0.1:82:82", NULL},
                 INSIDE_HEAD "                meta nfproto ipv4 tcp dport 80 accept\n"
                             "                meta nfproto ipv4 tcp dport 81 accept\n"
                             "                ip saddr 10.0.0.0/8 udp dport 90-99 accept\n"
                             "                meta nfproto ipv6 tcp dport 80 accept\n"
                             "                meta nfproto ipv6 tcp dport 81 accept\n"
                             "                ip saddr 10.67.0.1/32 tcp dport 82 accept\n" INSIDE_TAIL},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_network_ Network network = {};
                _cleanup_strbuf_ StrBuf text = {};
                read_network(cases[i].words, &network);
                assert_int_equal(rules_write_inside(&network, &text), 0);
                assert_string_equal(text.text, cases[i].text);
        }
}

/* Of one in a network of the host's the host's table knows nothing; its own is all there is. */
static void test_macvlan(void **state)
{
        static const char *const more[] = {"--macvlan=eth1", "--address=192.0.2.10/24",
                                           "--open=80,from=192.0.2.0/24", "--open=53/udp", NULL};
        _cleanup_network_ Network network = {};
        _cleanup_elements_ ElementList elements = {};
        _cleanup_strbuf_ StrBuf text = {};
        read_network(more, &network);
        assert_int_equal(rules_elements(&network, &elements), 0);
        assert_int_equal(elements.n, 0);
        assert_int_equal(rules_write_inside(&network, &text), 0);
        assert_non_null(strstr(text.text, " meta l4proto 2 accept\n"));
        assert_non_null(strstr(text.text, " ip saddr 192.0.2.0/24 tcp dport 80 accept\n"));
        assert_non_null(strstr(text.text, " meta nfproto ipv4 udp dport 53 accept\n"));
        assert_null(strstr(text.text, "nfproto ipv6"));
}

static void test_conflicts(void **state)
{
        static const struct {
                const char *one, *other;
                unsigned port; /* 0: none */
        } cases[] = {
                {"--publish=80", "--publish=80:81", 80},
                {"--publish=80", "--publish=80/udp", 0},
                {"--publish=80", "--publish=81:80", 0},
                {"--publish=80-90", "--publish=85-95", 85},
                {"--publish=85-95", "--publish=80-90", 85},
                {"--publish=80", "--publish=127.0.0.1:80:80", 0},
                {"--publish=127.0.0.1:80:80", "--publish=127.0.0.1:80:81", 80},
                {"--publish=127.0.0.1:80:80", "--publish=127.0.0.2:80:81", 0},
                {"--publish=127.0.0.1:80:80", "--publish=[2001:db8::7]:80:80", 0},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_network_ Network one = {}, other = {}, both = {};
                uint16_t port = 0;
                read_network(WORDS(cases[i].one), &one);
                read_network(WORDS(cases[i].other), &other);
                read_network(WORDS(cases[i].one, cases[i].other), &both);
                const Publish *found = publishes_conflict(&one, &other, &port);
                assert_ptr_equal(found, cases[i].port ? one.publishes.items : NULL);
                assert_int_equal(port, cases[i].port);
                assert_ptr_equal(publishes_conflict(&both, &both, &port),
                                 cases[i].port ? both.publishes.items : NULL);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_elements),        cmocka_unit_test(test_published),
                cmocka_unit_test(test_published_ports), cmocka_unit_test(test_changes),
                cmocka_unit_test(test_overlaps),        cmocka_unit_test(test_inside),
                cmocka_unit_test(test_conflicts),       cmocka_unit_test(test_macvlan),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
