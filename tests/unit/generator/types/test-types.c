/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of value types: each row says what its shape needs. Values themselves are in parse/test-values.c.
 */
#include "generator/types/reading.h"

#include "tests/unit/unit.h"

#include <string.h>

static const Place here = {.file = "web.group", .line = 7, .section = "Container app", .key = "Key"};

static void test_rows(void **state)
{
        assert_int_equal(n_value_types, 57);
        for (size_t i = 0; i < n_value_types; i++) {
                const ValueType *type = value_types[i];
                for (size_t k = 0; k < i; k++)
                        assert_ptr_not_equal(type, value_types[k]);
                /* What is not built has nothing to read, and nothing else is like that. */
                assert_int_equal(type->shape == SHAPE_NONE, type == &type_none);
                assert_int_equal(type->read == NULL, type == &type_none);
                /* Fields that hold one value get one. */
                if (type->shape == SHAPE_SCALAR)
                        assert_int_equal(type->split, SPLIT_NONE);
                assert_int_equal(type_is_set_once(type),
                                 type->shape == SHAPE_SCALAR || type == &type_command);
                /* Words of a line are looked at where there are some. */
                if (type->check)
                        assert_int_not_equal(type->split, SPLIT_NONE);
        }
}

/* What a value is written as, for lines of units and options of the helper. */
static void test_written(void **state)
{
        static const char *const words[] = {"no", "always"};
        static const struct {
                const ValueType *type;
                ValueRule rule;
                const char *read, *written;
        } cases[] = {
                {&type_boolean, {}, "On", "yes"},
                {&type_boolean, {}, "0", "no"},
                {&type_size, {}, "1.5K", "1536"},
                {&type_time, {}, "1min 30s", "90s"},
                {&type_time, {}, "infinity", "infinity"},
                {&type_number, {.most = 9}, "7", "7"},
                {&type_keyword, {.words = words, .n_words = 2}, "ALWAYS", "always"},
                {&type_signal, {}, "term", "SIGTERM"},
                {&type_owner, {}, "5", "5:5"},
                {&type_secret, {}, "db", ":db:/run/secrets/db"},
                {&type_secret, {}, "db,target=x,mode=400", "mode=0400:db:/run/secrets/x"},
                {&type_secret, {}, "/srv//key,TYPE=ENV,target=KEY", "env:/srv/key:KEY"},
                {&type_volume_secret, {}, "db", ":db:db"},
                {&type_volume_secret, {}, "/srv/a,TARGET=b:c,type=Mount", ":/srv/a:b:c"},
                {&type_volume_secret,
                 {},
                 "/srv/keys/tls.key,gid=5,uid=0,mode=440",
                 "uid=0,gid=5,mode=0440:/srv/keys/tls.key:tls.key"},
                {&type_seccomp_profile, {}, "Unconfined", "unconfined"},
                {&type_apparmor, {}, "UNCONFINED", "unconfined"},
                {&type_apparmor, {}, "/usr/bin/a+b@c-D.e_9", "/usr/bin/a+b@c-D.e_9"},
                {&type_socket_families, {}, "af_packet", "AF_PACKET"},
                {&type_device, {}, "/dev//fuse", ":/dev/fuse"},
                {&type_device,
                 {},
                 "-/dev/dri/:/dev/gpu:r,GID=44,mode=600,uid=0",
                 "optional,directory,uid=0,gid=44,mode=0600:/dev/dri:/dev/gpu"},
                {&type_device,
                 {},
                 "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0",
                 ":/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0"},
                {&type_timezone, {}, "LOCAL", "local"},
                {&type_timezone, {}, "Etc/GMT+1", "Etc/GMT+1"},
                {&type_masked_paths, {}, "/proc//acpi/", "/proc/acpi"},
                {&type_unmasked_paths, {}, "ALL", "/"},
                {&type_unmasked_paths, {}, "/sys/firmware", "/sys/firmware"},
                {&type_ulimit, {}, "nofile=1:-1", "LimitNOFILE=1:infinity"},
                {&type_text, {}, "a b", "a b"},
                {&type_userns,
                 {},
                 "auto:gidmapping=1:5:1,uidmapping=9:8:1",
                 "auto:uidmapping=9:8:1,gidmapping=1:5:1"},
                {&type_host_path, {}, "/a//b/", "/a/b"},
                {&type_units, {}, "web.group", "coslice@web.service"},
                {&type_exit_status, {}, "tempfail", "TEMPFAIL"},
                {&type_host_ports, {}, "53-54/UDP", "53-54/udp"},
                {&type_ip_addresses, {}, "FD00:0::1", "fd00::1"},
                {&type_open_ports, {}, "80,from=10.0.0.1", "80/tcp,from=10.0.0.1/32"},
                {&type_open_ports, {}, "80-81/udp,from=shop", "80-81/udp,from=shop"},
                {&type_publish, {}, "80", "80:80/tcp"},
                {&type_publish, {}, "127.0.0.1::80", "127.0.0.1:80:80/tcp"},
                {&type_publish, {}, "[2001:DB8::1]:8000-8001:80-81/udp", "[2001:db8::1]:8000-8001:80-81/udp"},
                {&type_outbound, {}, "On", "yes"},
                {&type_outbound, {}, "false", "no"},
                {&type_outbound, {}, "10.0.0.0/8", "10.0.0.0/8"},
                {&type_name_servers, {}, "FD00:0::53", "fd00::53"},
                {&type_search_domains, {}, "lan.Example", "lan.Example"},
                {&type_dns_options, {}, "ndots:2", "ndots:2"},
                {&type_added_hosts, {}, "db:[FD00:0::7]", "db:fd00::7"},
                {&type_added_hosts, {}, "db:host-gateway", "db:host-gateway"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_diag_list_ DiagList diags = {};
                _cleanup_strbuf_ StrBuf buf = {};
                const ValueContext ctx = {.diags = &diags};
                const Reading in = {.ctx = &ctx, .type = cases[i].type, .rule = &cases[i].rule, .at = &here};
                Value value = {};
                assert_int_equal(cases[i].type->read(&in, cases[i].read, &value), VALUE_READ);
                assert_int_equal(cases[i].type->write(&cases[i].rule, &value, &buf), 0);
                assert_string_equal(buf.text, cases[i].written);
                free(value.text);
        }
}

/* What is too long to be shown is cut between characters. */
static void test_bad_word(void **state)
{
        _cleanup_diag_list_ DiagList diags = {};
        const ValueContext ctx = {.diags = &diags};
        const Reading in = {.ctx = &ctx, .type = &type_text, .at = &here};
        char word[101] = {};
        memset(word, 'a', 39);
        memcpy(word + 39, "€€", 6);
        assert_int_equal(reading_bad_word(&in, word, "x"), 0);
        assert_string_equal(diags.items[0].message,
                            "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa€…\": expected x; U+20AC is in it");
        assert_int_equal(reading_bad_word(&in, "short", "y"), 0);
        assert_string_equal(diags.items[1].message, "\"short\": expected y");
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_written),
                                           cmocka_unit_test(test_bad_word)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
