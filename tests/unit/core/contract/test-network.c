/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group's network is asked for with: each value is read, written as it was, and refused in words;
 * records round trip. */
#include "core/contract/network.h"

#include "core/contract/contract.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void test_ports(void **state)
{
        static const char *const right[][2] = {{"80", "80/tcp"},       {"80/tcp", "80/tcp"},
                                               {"53/udp", "53/udp"},   {"1", "1/tcp"},
                                               {"65535", "65535/tcp"}, {"8000-8010/UDP", "8000-8010/udp"},
                                               {"80-80", "80/tcp"},    {"1-65535/Tcp", "1-65535/tcp"}};
        static const char *const wrong[] = {"",    "0",   "65536",   "80-79",      "-80",
                                            "80-", "80/", "80/sctp", "80/tcp/udp", "80 ",
                                            "+80", "0-1", "http",    "80,81",      "000000000000080"};
        PortRange ports;
        for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                assert_int_equal(ports_read(right[i][0], &ports), 0);
                assert_int_equal(ports_write(&ports, &text), 0);
                assert_string_equal(text.text, right[i][1]);
        }
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                if (ports_read(wrong[i], &ports) != -EINVAL)
                        fail_msg("%s is read", wrong[i]);
        assert_int_equal(ports_count(&(PortRange){1, 65535, false}), 65535);
}

static void test_open(void **state)
{
        static const char ports[] =
                "expected ports like 80, 53/udp or 8000-8010/tcp, from 1 to 65535, and who may reach "
                "them, as in 5432,from=10.0.0.0/8 or 5432,from=web";
        static const char from[] =
                "expected a range of addresses or the name of a group behind \"from=\", like 10.0.0.0/8, "
                "fd00::/8 or web";
        static const char range[] =
                "expected an address or a range of them, like 192.0.2.7, 10.0.0.0/8 or fd00::/8";
        static const char *const right[][2] = {{"80", "80/tcp"},
                                               {"5432,from=10.0.0.0/8", "5432/tcp,from=10.0.0.0/8"},
                                               {"53/udp,from=fd00::/8", "53/udp,from=fd00::/8"},
                                               {"53,from=192.0.2.7", "53/tcp,from=192.0.2.7/32"},
                                               {"80-90/tcp,from=web-1", "80-90/tcp,from=web-1"}};
        static const char *const wrong[][2] = {
                {"x", ports},
                {"80,", ports},
                {"80,to=web", ports},
                {",from=web", ports},
                {"80,from=", from},
                {"80,from=Web", from},
                {"80,from=a,b", from},
                {"80,from=10.0.0", range},
                {"80,from=10.0.0.1/8",
                 "bits behind the range's are set: expected 0 in their place, as in 10.0.0.0/8"}};
        Open open;
        const char *why;
        for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                assert_int_equal(open_read(right[i][0], &open, &why), 0);
                assert_int_equal(open_write(&open, &text), 0);
                assert_string_equal(text.text, right[i][1]);
                open_done(&open);
        }
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                if (open_read(wrong[i][0], &open, &why) != -EINVAL)
                        fail_msg("%s is read", wrong[i][0]);
                assert_string_equal(why, wrong[i][1]);
        }
}

static void test_publish(void **state)
{
        static const char port[] =
                "expected ports from 1 to 65535, like 8080:80, 53/udp or 127.0.0.1:8080:80/tcp";
        static const char address[] =
                "expected an address of this host, like 192.0.2.7 or [2001:db8::7], in front of the port";
        static const char *const right[][2] = {{"80", "80:80/tcp"},
                                               {"8080:80", "8080:80/tcp"},
                                               {":80", "80:80/tcp"},
                                               {"53/udp", "53:53/udp"},
                                               {"127.0.0.1::80", "127.0.0.1:80:80/tcp"},
                                               {"127.0.0.1:80", "127.0.0.1:80:80/tcp"},
                                               {"127.0.0.1:8080:80/udp", "127.0.0.1:8080:80/udp"},
                                               {"[2001:db8::7]:8080:80", "[2001:db8::7]:8080:80/tcp"},
                                               {"8000-8010:9000-9010/udp", "8000-8010:9000-9010/udp"},
                                               {"1-1024", "1-1024:1-1024/tcp"}};
        static const char *const wrong[][2] = {
                {"", port},
                {"x", port},
                {"80:", port},
                {"80:x", port},
                {"x:80", port},
                {"0:80", port},
                {"80:80:80", port},
                {"80/tcp:80", port},
                {"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
                 "123456789",
                 port},
                {"[2001:db8::7]", address},
                {"[2001:db8::7]80", address},
                {"[192.0.2.7]:80", address},
                {"192.0.2:80:80", address},
                {"[::1]:80:80", "[::1] can't be published, since the kernel forwards nothing from it: write "
                                "127.0.0.1, which programs try too"},
                {"0.0.0.0:80:80", "that is every address of the host: leave it out"},
                {"[::]:80:80", "that is every address of the host: leave it out"},
                {"80-81:80", "the host's ports and those of the group are not equally many"},
                {"80:80-81", "the host's ports and those of the group are not equally many"},
                {"1-1025", "more than 1024 ports in one range: write several"}};
        Publish publish;
        const char *why;
        for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                if (publish_read(right[i][0], &publish, &why) != 0)
                        fail_msg("%s: %s", right[i][0], why);
                assert_int_equal(publish_write(&publish, &text), 0);
                assert_string_equal(text.text, right[i][1]);
        }
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                if (publish_read(wrong[i][0], &publish, &why) != -EINVAL)
                        fail_msg("%s is read", wrong[i][0]);
                assert_string_equal(why, wrong[i][1]);
        }
}

static void test_options(void **state)
{
        static const char *const wrong[][2] = {
                {"--open=x", "option --open: \"x\": expected ports like 80, 53/udp or 8000-8010/tcp, from 1 "
                             "to 65535, and who may "
                             "reach them, as in 5432,from=10.0.0.0/8 or 5432,from=web"},
                {"--publish=x", "option --publish: \"x\": expected ports from 1 to 65535, like 8080:80, "
                                "53/udp or 127.0.0.1:8080:80/tcp"},
                {"--outbound=x", "option --outbound: \"x\": expected an address or a range of them, like "
                                 "192.0.2.7, 10.0.0.0/8 or fd00::/8"},
                {"--host-port=x", "option --host-port: \"x\": expected PORT[-PORT][/PROTOCOL]"},
                {"--address=x", "option --address: \"x\": expected an address"},
                {"--address=127.0.0.1", "option --address: \"127.0.0.1\": expected an address"},
                {"--address=ff02::1", "option --address: \"ff02::1\": expected an address"},
                {"--address=1.2.3.5", "option --address: \"1.2.3.5\": a second one of this family"},
                {"--range=x", "option --range: \"x\": expected an address or a range of them, like "
                              "192.0.2.7, 10.0.0.0/8 or fd00::/8"},
                {"--range=fd01::/64", "option --range: \"fd01::/64\": a second one of this family"},
                {"--group=web", "option --group is given twice"},
                {"--x=1", "unknown option \"--x=1\" of up"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                char *words[] = {"--group=web",
                                 "--open=80",
                                 "--publish=80",
                                 "--address=1.2.3.4",
                                 "--range=fd00::/64",
                                 (char *)wrong[i][0],
                                 NULL};
                Network network;
                Failure failure = {};
                assert_int_equal(options_read(&network_options, words, &network, &failure), -EINVAL);
                assert_string_equal(failure.text, wrong[i][1]);
                assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
        }
}

#define LAN "--macvlan=eth1", "--address=192.0.2.10/24"

static void test_macvlan(void **state)
{
        static const struct {
                const char *words[4], *why;
        } wrong[] = {
                {{"--macvlan=eth1"}, "option --macvlan wants --address=ADDRESS/BITS with it"},
                {{"--macvlan=eth1", "--address=192.0.2.10"},
                 "option --macvlan wants --address=ADDRESS/BITS with it"},
                {{LAN, "--address=2001:db8::7"}, "option --macvlan wants --address=ADDRESS/BITS with it"},
                {{"--address=192.0.2.10/24"},
                 "option --address: only with --macvlan has the address a length"},
                {{"--address=2001:db8::7/64"},
                 "option --address: only with --macvlan has the address a length"},
                {{LAN, "--publish=80"}, "options --macvlan and --publish can't go together"},
                {{LAN, "--range=10.0.0.0/8"}, "options --macvlan and --range can't go together"},
                {{LAN, "--outbound=no"}, "options --macvlan and --outbound can't go together"},
                {{LAN, "--host-port=53"}, "options --macvlan and --host-port can't go together"},
                {{LAN, "--dns-name=www"}, "options --macvlan and --dns-name can't go together"},
                {{LAN, "--names"}, "options --macvlan and --names can't go together"},
                {{LAN, "--open=80,from=shop"}, "option --open: with --macvlan no group is known by its name"},
                {{"--macvlan=a/b", "--address=192.0.2.10/24"},
                 "option --macvlan: \"a/b\": no interface can be called so"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                char *words[6] = {"--group=web"};
                Network network;
                Failure failure = {};
                for (size_t k = 0; k < 4; k++)
                        words[k + 1] = (char *)wrong[i].words[k];
                if (options_read(&network_options, words, &network, &failure) != -EINVAL)
                        fail_msg("%s is read", wrong[i].words[0]);
                assert_string_equal(failure.text, wrong[i].why);
        }
}

static void test_interface_names(void **state)
{
        static const char *const right[] = {"a",          "eth0", "br-1a2b3c4d5e6f",
                                            "enp3s0.100", "...",  "caf\xc3\xa9"};
        static const char *const wrong[] = {"",    ".",    "..",   "sixteen-letters-", "a/b", "a:b",
                                            "a b", "a\tb", "a\nb", "caf\xc3\xa0"};
        for (size_t i = 0; i < ARRAY_SIZE(right); i++)
                if (!interface_is_valid(right[i]))
                        fail_msg("%s can't be", right[i]);
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                if (interface_is_valid(wrong[i]))
                        fail_msg("%s can be", wrong[i]);
}

static void test_records(void **state)
{
        static const char *const records[] = {
                "--group=web\n",
                "--group=web\n--range=10.67.0.0/16\n--range=fd00::/"
                "64\n--address=10.67.0.5\n--address=fd00::5\n--open=80/tcp\n"
                "--open=5432/tcp,from=10.0.0.0/8\n--publish=8080:80/tcp\n--publish=127.0.0.1:81:81/"
                "udp\n--outbound=10.0.0.0/8\n"
                "--outbound=fd00::/8\n--host-port=53/udp\n",
                "--group=web\n--outbound=no\n",
                ("--group=web\n--macvlan=eth1\n--address=192.0.2.10/24\n--address=2001:db8::7/64\n"
                 "--open=80/tcp\n"),
                "--group=web\n--macvlan=eth1\n--address=2001:db8::7/64\n",
        };
        for (size_t i = 0; i < ARRAY_SIZE(records); i++) {
                _cleanup_strvec_ StrVec words = {};
                _cleanup_network_ Network network = {};
                _cleanup_strbuf_ StrBuf text = {};
                Failure failure = {};
                assert_int_equal(network_read_record(records[i], &words, &network, &failure), 0);
                assert_int_equal(network_write_record(&network, &text), 0);
                assert_string_equal(text.text, records[i]);
        }
}

static void test_no_records(void **state)
{
        static const char *const records[][2] = {
                {"", "the record of the network is incomplete"},
                {"--group=web", "the record of the network is incomplete"},
                {"--group=web\n--open=80", "the record of the network is incomplete"},
                {"--open=80\n", "option --group is missing"},
                {"--group=web\n\n", "unexpected argument \"\""}};
        for (size_t i = 0; i < ARRAY_SIZE(records); i++) {
                _cleanup_strvec_ StrVec words = {};
                Network network;
                Failure failure = {};
                assert_int_equal(network_read_record(records[i][0], &words, &network, &failure), -EINVAL);
                assert_string_equal(failure.text, records[i][1]);
        }
}

static void test_interface(void **state)
{
        static const char *const short_names[][2] = {
                {"a", "cs-a"}, {"web", "cs-web"}, {"twelve-chars", "cs-twelve-chars"}};
        static const char *const long_names[] = {
                "thirteen-char", "thirteen-chas",
                "a-name-of-sixty-three-letters-is-the-longest-that-a-group-has"};
        char name[INTERFACE_SPACE], names[ARRAY_SIZE(long_names)][INTERFACE_SPACE];
        for (size_t i = 0; i < ARRAY_SIZE(short_names); i++) {
                network_interface(short_names[i][0], name);
                assert_string_equal(name, short_names[i][1]);
        }
        for (size_t i = 0; i < ARRAY_SIZE(long_names); i++) {
                network_interface(long_names[i], names[i]);
                assert_int_equal(strlen(names[i]), INTERFACE_SPACE - 1);
                assert_memory_equal(names[i], "cs-", 3);
                assert_memory_equal(names[i] + 3, long_names[i], 7);
        }
        assert_string_not_equal(names[0], names[1]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_ports),           cmocka_unit_test(test_open),
                cmocka_unit_test(test_publish),         cmocka_unit_test(test_options),
                cmocka_unit_test(test_records),         cmocka_unit_test(test_macvlan),
                cmocka_unit_test(test_interface_names), cmocka_unit_test(test_no_records),
                cmocka_unit_test(test_interface),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
