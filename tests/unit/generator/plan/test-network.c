/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What coslice-network is asked for. */
#include "generator/plan/arguments.h"
#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <string.h>

#define UP "ExecStart=:/usr/lib/coslice/coslice-network up --group=web"

/* LINES of [Group] make the words OPTIONS of "up", and the definition is right. */
static void expect(const char *lines, const char *options)
{
        _cleanup_loaded_group_ LoadedGroup group = {};
        _cleanup_free_ char *text = string_printf("[Group]\nNetwork=private\n%s[Container app]\nRootfs=/srv\n"
                                                  "Exec=/bin/app\n",
                                                  lines);
        _cleanup_free_ char *line = string_printf(UP "%s", options);
        assert_non_null(text);
        assert_non_null(line);
        group_load_right(text, &group);
        group_has_line(&group, "coslice-sandbox@web.service.d/10-coslice.conf", line);
}

static void test_open(void **state)
{
        expect("", "");
        expect("Ports=80 53/udp,from=shop\n", " --open=80/tcp --open=53/udp,from=shop");
        /* What is published is open by coslice-network: what Ports= says is said once. */
        expect("PublishPort=8080:80\n", " --publish=8080:80/tcp");
        expect("Ports=82-83,from=shop\nPublishPort=80-85:80-85\n",
               " --open=82-83/tcp,from=shop --publish=80-85:80-85/tcp");
        expect("PublishPort=127.0.0.1:8080:80 8081:80\n",
               " --publish=127.0.0.1:8080:80/tcp --publish=8081:80/tcp");
}

static void test_outbound(void **state)
{
        expect("Outbound=yes\n", "");
        expect("Outbound=no\n", " --outbound=no");
        expect("DnsName=www.example\n", " --dns-name=www.example");
        expect("Outbound=10.0.0.0/8 192.0.2.7\n", " --outbound=10.0.0.0/8 --outbound=192.0.2.7/32");
}

/* coslice-network reads what it is given, by the same contract. */
static void test_read(void **state)
{
        _cleanup_loaded_group_ LoadedGroup group = {};
        _cleanup_bindings_ Bindings b = {};
        _cleanup_strvec_ StrVec words = {};
        _cleanup_network_ Network network = {};
        Failure failure = {};
        group_load_right("[Group]\nNetwork=private\nAddress=10.67.0.9 fd00::9\n"
                         "Ports=80-81,from=shop 82,from=fd00::/8\nPublishPort=[2001:db8::7]:53:5353/udp\n"
                         "Outbound=10.0.0.0/8\nHostPorts=5432\n"
                         "[Container app]\nRootfs=/srv\nExec=/bin/app\n",
                         &group);
        bind_network(&b, group.definition);
        const BoundName *up = bindings_find(&b, "network_up", strlen("network_up"));
        assert_non_null(up);
        size_t value = b.values[up->first].next; /* behind the program and the verb */
        for (size_t i = 2; i < up->n; i++) {
                value = b.values[value].next;
                assert_int_equal(strvec_add(&words, bound_text(&b, value)), 0);
        }
        assert_int_equal(options_read(&network_options, words.items, &network, &failure), 0);
        assert_string_equal(network.group, "web");
        assert_true(network.addresses.has4 && network.addresses.has6);
        assert_int_equal(network.opens.n, 2);
        assert_string_equal(network.opens.items[0].group, "shop");
        assert_int_equal(network.publishes.n, 1);
        assert_int_equal(network.publishes.items[0].to, 5353);
        assert_true(network.outbound.limited);
        assert_int_equal(network.outbound.n, 1);
        assert_int_equal(network.host_ports.n, 1);
}

static void test_macvlan(void **state)
{
        _cleanup_loaded_group_ LoadedGroup group = {};
        _cleanup_bindings_ Bindings b = {};
        _cleanup_strbuf_ StrBuf found = {};
        _cleanup_diag_list_ DiagList diags = {};
        group_load("web",
                   "[Group]\nNetwork=MACVLAN:Eth1\nAddress=192.0.2.10/24 2001:db8:0::7/64\nPorts=80\n"
                   "[Container app]\nRootfs=/srv\nExec=/bin/app\n",
                   &diags, &group);
        assert_int_equal(diags.n_errors, 0);
        bind_network(&b, group.definition);
        const BoundName *up = bindings_find(&b, "network_up", strlen("network_up"));
        assert_non_null(up);
        size_t value = up->first;
        for (size_t i = 0; i < up->n; i++, value = b.values[value].next)
                if (i > 1)
                        strbuf_addf(&found, " %s", bound_text(&b, value));
        assert_string_equal(found.text, " --group=web --macvlan=Eth1 --address=192.0.2.10/24 "
                                        "--address=2001:db8::7/64 --open=80/tcp");
        const BoundName *before = bindings_find(&b, "network", strlen("network"));
        assert_string_equal(bound_text(&b, before->first), "network-online.target");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_open),
                cmocka_unit_test(test_outbound),
                cmocka_unit_test(test_read),
                cmocka_unit_test(test_macvlan),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
