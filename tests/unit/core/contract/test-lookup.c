/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/lookup.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "tests/unit/unit.h"

#include <errno.h>

#define FORM  "expected a name and its address, like db.example:192.0.2.7, or host-gateway for the host's"
#define NAMED "expected " HOST_NAME_RULE

static const struct {
        const char *text, *written, *why; /* one of both */
} hosts[] = {
        {"db:192.0.2.7", "db:192.0.2.7", NULL},
        {"db.example:2001:DB8::7", "db.example:2001:db8::7", NULL},
        {"db:[2001:db8::7]", "db:2001:db8::7", NULL},
        {"gate:host-gateway", "gate:host-gateway", NULL},
        {"db", NULL, FORM},
        {"db:", NULL, FORM},
        {"db:[192.0.2.7]", NULL, FORM},
        {"db:192.0.2.256", NULL, FORM},
        {"db:[]", NULL, FORM},
        {"db:host", NULL, FORM},
        {":192.0.2.7", NULL, NAMED},
        {"a b:192.0.2.7", NULL, NAMED},
        {"a\nb:192.0.2.7", NULL, NAMED},
};

static void test_added_hosts(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
                AddedHost host = {};
                const char *why = NULL;
                _cleanup_strbuf_ StrBuf written = {};
                int r = added_host_read(hosts[i].text, &host, &why);
                assert_int_equal(r, hosts[i].why ? -EINVAL : 0);
                if (r < 0) {
                        assert_string_equal(why, hosts[i].why);
                        continue;
                }
                assert_int_equal(added_host_write(&host, &written), 0);
                assert_string_equal(written.text, hosts[i].written);
                added_host_done(&host);
        }
}

static void test_options(void **state)
{
        ServerList servers = {};
        AddedHostList added = {};
        Failure failure;
        assert_int_equal(server_read_option("192.0.2.53", &servers, &failure), 0);
        assert_int_equal(server_read_option("2001:db8::53", &servers, &failure), 0);
        assert_int_equal(servers.n, 2);
        assert_true(servers.items[1].v6);
        assert_int_equal(server_read_option("ns.example", &servers, &failure), -EINVAL);
        assert_string_equal(failure.text, "option --dns: \"ns.example\" is no address");
        assert_int_equal(added_host_read_option("db:192.0.2.7", &added, &failure), 0);
        assert_int_equal(added_host_read_option("db", &added, &failure), -EINVAL);
        assert_string_equal(failure.text, "option --add-host: \"db\": " FORM);
        assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
        assert_int_equal(added.n, 1);
        server_list_done(&servers);
        added_host_list_done(&added);
}

static void test_dns_options(void **state)
{
        static const char *const right[] = {"ndots:2", "rotate", "use-vc", "RES_OPTIONS:1"};
        static const char *const wrong[] = {"", "a b", "a\n", "a;b", "\xc3\xa4"};
        for (size_t i = 0; i < ARRAY_SIZE(right); i++)
                assert_true(dns_option_is_valid(right[i]));
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                assert_false(dns_option_is_valid(wrong[i]));
}

int main(void)
{
        static const struct CMUnitTest tests[] = {cmocka_unit_test(test_added_hosts),
                                                  cmocka_unit_test(test_options),
                                                  cmocka_unit_test(test_dns_options)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
