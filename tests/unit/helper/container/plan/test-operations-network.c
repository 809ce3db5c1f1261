/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group with a network of its own sees of it in files. */
#include "helper/container/plan/operations.h"

#include "tests/unit/unit.h"

#include <string.h>

static const char *source_of(const Operations *list, const char *target)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->items[i].kind == OPERATION_FILE && streq(list->items[i].target, target))
                        return list->items[i].source;
        fail_msg("no file %s", target);
        return NULL;
}

static void plan(const NetworkSight *network, RunRequest *request, Operations *ret)
{
        static const char *const words[] = {"--group=web",
                                            "--container=app",
                                            "--rootfs=/srv/app",
                                            "--hostname=web",
                                            "--group-network",
                                            "--localhost=app",
                                            "--add-host=db.example:[2001:db8::7]",
                                            "--add-host=gate:host-gateway",
                                            "--",
                                            "x",
                                            NULL};
        static const StrVec no_volumes;
        Failure failure;
        assert_int_equal(options_read(&run_options, (char **)words, request, &failure), 0);
        assert_true(request->group_network);
        assert_int_equal(operations_plan(request, &no_volumes, network, ret), 0);
}

static void test_both_families(void **state)
{
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        NetworkSight network = {.has_host = true, .resolv_conf = (char *)"nameserver 192.0.2.53\n"};
        assert_int_equal(ip_read("10.67.3.4", &network.addresses.v4), 0);
        assert_int_equal(ip_read("fd00:1::3:4", &network.addresses.v6), 0);
        assert_int_equal(ip_read("10.67.0.1", &network.host), 0);
        network.addresses.has4 = network.addresses.has6 = true;
        plan(&network, &request, &list);
        assert_string_equal(source_of(&list, "/etc/resolv.conf"), "nameserver 192.0.2.53\n");
        assert_string_equal(source_of(&list, "/etc/hosts"), "10.67.3.4\tweb\n"
                                                            "fd00:1::3:4\tweb\n"
                                                            "127.0.0.1\tlocalhost app\n"
                                                            "::1\tlocalhost ip6-localhost ip6-loopback app\n"
                                                            "10.67.0.1\thost.containers.internal\n"
                                                            "2001:db8::7\tdb.example\n"
                                                            "10.67.0.1\tgate\n");
}

static void test_one_family(void **state)
{
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        NetworkSight network = {.resolv_conf = (char *)""};
        assert_int_equal(ip_read("127.0.0.1", &network.host), 0);
        assert_int_equal(ip_read("fd00:1::3:4", &network.addresses.v6), 0);
        network.addresses.has6 = true;
        plan(&network, &request, &list);
        assert_string_equal(source_of(&list, "/etc/hosts"), "fd00:1::3:4\tweb\n"
                                                            "127.0.0.1\tlocalhost app\n"
                                                            "::1\tlocalhost ip6-localhost ip6-loopback app\n"
                                                            "2001:db8::7\tdb.example\n"
                                                            "127.0.0.1\tgate\n");
}

int main(void)
{
        static const struct CMUnitTest tests[] = {cmocka_unit_test(test_both_families),
                                                  cmocka_unit_test(test_one_family)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
