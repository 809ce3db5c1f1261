/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is installed: found by its programs, and what is said of definitions that need what isn't. */
#include "generator/edge/installed.h"

#include "generator/edge/load.h"
#include "tests/unit/unit.h"

#include <string.h>

static void test_programs(void **state)
{
        static const FeatureRow rows[] = {
                {}, {}, {.program = "/bin/sh"}, {.program = "/nowhere"}, {.program = "/etc/passwd"}};
        assert_int_equal(installed_features(rows, ARRAY_SIZE(rows), false),
                         FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(2));
        assert_int_equal(installed_features(rows, ARRAY_SIZE(rows), true),
                         FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(2) | FEATURE_BIT(3) | FEATURE_BIT(4));
        assert_int_equal(installed_features(feature_rows, _FEATURE_MAX, true) & FEATURE_BIT(FEATURE_NOT_YET),
                         0);
}

/* TEXT read where FEATURES are there is answered with EXPECTED. */
static void assert_answered(Features features, const char *text, const char *expected)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        _cleanup_strbuf_ StrBuf buf = {};
        const Installed installed = {"/units", features};
        assert_int_equal(
                load_group_text("web", "/etc/web.group", text, strlen(text), &installed, &diags, &loaded), 0);
        for (size_t i = 0; i < diags.n; i++) {
                _cleanup_free_ char *line = diag_to_string(diags.items + i);
                strbuf_addf(&buf, "%s\n", line);
        }
        assert_string_equal(buf.text ? buf.text : "", expected);
}

/* Sections, keys and keywords, each by its own bit; an empty value asks for nothing. */
static void test_missing(void **state)
{
        static const char text[] =
                "[Container *]\nMemory=1G\n[Container app]\nRootfs=/srv\nExec=/bin/true\nCpu=\n";
        static const char network[] =
                "[Container app]\nRootfs=/srv\nExec=/bin/true\n[Group]\nNetwork=ipvlan:eth0\n";
        static const char private[] =
                "[Container app]\nRootfs=/srv\nExec=/bin/true\n[Group]\nNetwork=private\n"
                "Outbound=off\nPublishPort=80\nPorts=\n";
        assert_answered(FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_NETWORK), text, "");
        assert_answered(
                FEATURE_BIT(FEATURE_NETWORK), text,
                "web.group:1: [Container *] [Container] is not supported by this version of coslice\n"
                "web.group:2: [Container *] Memory=: not supported by this version of coslice\n"
                "web.group:3: [Container app] [Container] is not supported by this version of coslice\n"
                "web.group:4: [Container app] Rootfs=: not supported by this version of coslice\n"
                "web.group:5: [Container app] Exec=: not supported by this version of coslice\n");
        assert_answered(
                FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_NETWORK), network,
                "web.group:5: [Group] Network=: ipvlan is not supported by this version of coslice\n");
        assert_answered(
                FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_NETWORK) | FEATURE_BIT(FEATURE_NOT_YET),
                network,
                "web.group:5: [Group] Network=: expected none, private, bridge, host or macvlan:INTERFACE\n");
        assert_answered(FEATURE_BIT(FEATURE_BASE), private,
                        "web.group:5: [Group] Network=: private is not supported without the package "
                        "coslice-network; "
                        "install it\n"
                        "web.group:7: [Group] PublishPort=: not supported without the package "
                        "coslice-network; install "
                        "it\n");
        assert_answered(FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_NETWORK), private, "");
}

/* Where no Network= is given there is one of the group's own if it can be had, and what asks for one is a
 * mistake if it can't. */
static void test_network(void **state)
{
#define APP "[Container app]\nRootfs=/srv\nExec=/bin/true\n[Group]\n"
#define MISSING                                                                                   \
        "web.group: without the package coslice-network the group has no network but localhost; " \
        "Network=none says so without this note\n"
        static const char dns[] = APP "DNS=192.0.2.53\nDNSSearch=a.example\n";
        static const char gateway[] = APP "AddHost=mirror:host-gateway\nAddHost=a:192.0.2.1\n";
        const Features base = FEATURE_BIT(FEATURE_BASE), both = base | FEATURE_BIT(FEATURE_NETWORK);
        assert_answered(both, dns, "");
        assert_answered(both, gateway, "");
        assert_answered(base, APP, MISSING);
        assert_answered(base, APP "Network=none\n", "");
        assert_answered(base, APP "Network=host\n", "");
        assert_answered(base, APP "Network=nome\n",
                        "web.group:5: [Group] Network=: expected none, private, bridge, host or "
                        "macvlan:INTERFACE; did you mean "
                        "none?\n");
        assert_answered(base, dns,
                        MISSING
                        "web.group:5: [Group] DNS=: without the package coslice-network the group has no "
                        "network but localhost, and nobody can be asked for names; install it, or leave "
                        "this out\n");
        assert_answered(base, gateway,
                        MISSING
                        "web.group:5: [Group] AddHost=: without the package coslice-network the host isn't "
                        "reached, and has no address; leave it out\n");
#undef MISSING
#undef APP
}

/* What needs the package is refused by its name; who asks for nothing asks for no package. */
static void test_images(void **state)
{
        static const char text[] = "[Container *]\nPull=newer\n[Container app]\nImage=docker.io/library/a\n"
                                   "[Registry docker.io]\nCredential=hub\n"
                                   "[Volume site]\nType=image\nImage=docker.io/library/b\nPull=always\n";
        static const char none[] = "[Container app]\nRootfs=/srv\nExec=/bin/true\nImage=\nPull=\n";
        const Features base = FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_NETWORK);
#define WITHOUT "not supported without the package coslice-images; install it\n"
        assert_answered(base | FEATURE_BIT(FEATURE_IMAGES), text,
                        "web.group:7: [Volume site] no container uses this volume\n");
        assert_answered(
                base, text,
                "web.group:2: [Container *] Pull=: " WITHOUT "web.group:4: [Container app] Image=: " WITHOUT
                "web.group:5: [Registry docker.io] [Registry] is " WITHOUT
                "web.group:7: [Volume site] no container uses this volume\n"
                "web.group:8: [Volume site] Type=: image is " WITHOUT
                "web.group:9: [Volume site] Image=: " WITHOUT "web.group:10: [Volume site] Pull=: " WITHOUT);
        assert_answered(base, none, "");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_programs),
                cmocka_unit_test(test_missing),
                cmocka_unit_test(test_network),
                cmocka_unit_test(test_images),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
