/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of all networks: what groups have of it, and that its mistakes are told of those that need it. */
#include "generator/edge/load.h"
#include "generator/plan/networkunits.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define ROOT    "[Container app]\nRootfs=/srv\nExec=/bin/true\n"
#define PRIVATE ROOT "[Group]\nNetwork=private\n"

static char path[] = "/tmp/coslice-test-networkfile.XXXXXX";

/* Reads TEXT as the file. */
static void read_file(const char *text, NetworkFile *ret)
{
        FILE *f = fopen(path, "we");
        assert_non_null(f);
        assert_true(fputs(text, f) >= 0);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(network_file_read(path, ret), 0);
}

static void load(const char *group, const NetworkFile *file, DiagList *diags, LoadedGroup *ret)
{
        const Installed installed = {"/units", FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_NETWORK),
                                     file};
        assert_int_equal(
                load_group_text("web", "/etc/web.group", group, strlen(group), &installed, diags, ret), 0);
}

/* What is said of a group with a network of its own where TEXT is the file; without the file's name. */
static void expect(const char *text, const char *expected)
{
        _cleanup_network_file_ NetworkFile file = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        _cleanup_strbuf_ StrBuf said = {};
        read_file(text, &file);
        load(PRIVATE, &file, &diags, &loaded);
        for (size_t i = 0; i < diags.n; i++) {
                _cleanup_free_ char *line = diag_to_string(diags.items + i);
                assert_non_null(line);
                assert_non_null(strstr(line, "coslice-test-networkfile"));
                strbuf_addf(&said, "%s\n", strchr(line, ':') + 1);
        }
        assert_string_equal(said.text ? said.text : "", expected);
}

static void test_mistakes(void **state)
{
        expect("", "");
        expect("[Network]\nRange4=\nRange6=\nforwarding=On\nDockerUser=1\n", "");
        expect("[Network]\nRange4=10.0.0.1\n",
               "2: [Network] Range4=: expected a range of IPv4 addresses, like 10.67.0.0/16\n");
        expect("[Network]\nRange4=10.0.0.1/8\nRange6=10.0.0.0/8\n",
               "2: [Network] Range4=: expected a range of IPv4 addresses, like 10.67.0.0/16\n"
               "3: [Network] Range6=: expected a range of IPv6 addresses, like fd00:10:67::/64\n");
        expect("[Network]\nRange4=127.0.0.0/8\nRange6=ff02::/16\n",
               "2: [Network] Range4=: expected a range that is routed, like 10.67.0.0/16\n"
               "3: [Network] Range6=: expected a range that is routed, like fd00:10:67::/64\n");
        expect("[Network]\nRange4=10.0.0.0/8\n[network]\nrange4=10.0.0.0/9\n",
               "4: [Network] Range4=: given twice, first in line 2; one of them must go\n");
        expect("[Network]\nForwarding=no\nDockerUser=Off\n", "");
        expect("[Network]\nForwarding=2\nDockerUser=maybe\n",
               "2: [Network] Forwarding=: expected yes or no\n"
               "3: [Network] DockerUser=: expected yes or no\n");
        expect("[Network]\nRange=10.0.0.0/8\nXyzzy=1\n",
               "2: [Network] Range=: unknown key; did you mean Range4=?\n"
               "3: [Network] Xyzzy=: unknown key; expected Range4=, Range6=, Forwarding= or DockerUser=\n");
        expect("Range4=10.0.0.0/8\n[Group]\nRange4=10.0.0.0/8\n[Network a]\nRange4=x\n",
               "1: Range4=: stands before the first section; expected [Network] above it\n"
               "2: [Group] unknown section; expected [Network]\n"
               "4: [Network] unknown section; expected [Network]\n");
}

/* A group without such a network never hears of it, and has units. */
static void test_not_needed(void **state)
{
        _cleanup_network_file_ NetworkFile file = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        read_file("[Network]\nRange4=x\n", &file);
        assert_int_equal(file.diags.n_errors, 1);
        load(ROOT "[Group]\nNetwork=none\n", &file, &diags, &loaded);
        assert_int_equal(diags.n, 0);
        assert_true(loaded.plan.n_files > 0);
}

static void test_unreadable(void **state)
{
        _cleanup_network_file_ NetworkFile none = {}, folder = {};
        assert_int_equal(network_file_read("/tmp/coslice-test-none", &none), 0);
        assert_int_equal(none.diags.n, 0);
        assert_int_equal(network_file_read("/tmp", &folder), 0);
        assert_int_equal(folder.diags.n_errors, 1);
}

/* What a group asks for where TEXT is the file. */
static void expect_up(const char *text, const char *words)
{
        _cleanup_network_file_ NetworkFile file = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        _cleanup_free_ char *line = string_printf("coslice-network up --group=web%s\n", words);
        bool found = false;
        assert_non_null(line);
        read_file(text, &file);
        load(PRIVATE, &file, &diags, &loaded);
        assert_int_equal(diags.n, 0);
        for (size_t i = 0; i < loaded.plan.n_files; i++)
                found |= strstr(loaded.plan.files[i].text, line) != NULL;
        assert_true(found);
}

static void test_groups(void **state)
{
        expect_up("[Network]\nForwarding=yes\nDockerUser=no\n", "");
        expect_up("[Network]\nRange6=FD00:10:67:0::/64\nRange4=10.68.0.0/16\n",
                  " --range=fd00:10:67::/64 --range=10.68.0.0/16");
        expect_up("[Network]\nForwarding=no\nRange4=10.68.0.0/16\n", " --range=10.68.0.0/16");
}

/* What TEXT says for units that groups have in common: the lines of their [Service], of one after the other.
 */
static void expect_units(const char *text, const char *expected)
{
        _cleanup_network_file_ NetworkFile file = {};
        _cleanup_plan_ Plan plan = {};
        _cleanup_strbuf_ StrBuf found = {};
        read_file(text, &file);
        assert_int_equal(plan_network_units(&file.ranges, &file.forwarding, &file.docker_user, &plan), 0);
        for (size_t i = 0; i < plan.n_files; i++) {
                static const char section[] = "\n[Service]\n";
                const char *lines = strstr(plan.files[i].text, section);
                assert_non_null(lines);
                strbuf_addf(&found, "%s:\n%s", plan.files[i].path, lines + strlen(section));
        }
        assert_string_equal(found.text ? found.text : "", expected);
}

#define LOAD "/usr/lib/coslice/coslice-network load"
#define RULES(words)                                   \
        "coslice-network.service.d/10-coslice.conf:\n" \
        "ExecStart=\nExecStart=:" LOAD words "\nExecReload=\nExecReload=:" LOAD words "\n"
#define NAMES(address) "coslice-dns.service.d/10-coslice.conf:\nEnvironment=ADDRESS=" address "\n"

static void test_units(void **state)
{
        /* The static ones say the same. */
        expect_units("", "");
        expect_units("[Network]\nRange4=10.67.0.0/16\nRange6=fd00::/64\nForwarding=yes\nDockerUser=yes\n",
                     "");
        expect_units("[Network]\nForwarding=no\n", RULES(" --forwarding=no"));
        expect_units("[Network]\nDockerUser=no\n", RULES(" --docker-user=no"));
        expect_units("[Network]\nDockerUser=no\nForwarding=no\n", RULES(" --forwarding=no --docker-user=no"));
        expect_units("[Network]\nRange6=fd00::/64\nRange4=172.30.255.0/24\n", NAMES("172.30.255.1"));
        expect_units("[Network]\nRange4=10.64.0.0/10\nForwarding=no\n",
                     RULES(" --forwarding=no") NAMES("10.64.0.1"));
        /* A mistake beside it is told by groups that start; to those that run it does nothing. */
        expect_units("[Network]\nRange6=x\nForwarding=no\nRange4=10.64.0.0/10\n",
                     RULES(" --forwarding=no") NAMES("10.64.0.1"));
        expect_units("[Network]\nRange4=x\nForwarding=x\n", "");
}

static int make_file(void **state)
{
        int fd = mkstemp(path);
        return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
        return remove(path);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_mistakes),   cmocka_unit_test(test_not_needed),
                cmocka_unit_test(test_unreadable), cmocka_unit_test(test_groups),
                cmocka_unit_test(test_units),

        };
        return cmocka_run_group_tests(tests, make_file, remove_file);
}
