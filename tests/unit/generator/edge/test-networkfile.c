/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of all networks: what groups have of it, and that its mistakes are told of those that need it. */
#include "generator/edge/load.h"

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
        expect("[Network]\nForwarding=no\nDockerUser=maybe\n",
               "2: [Network] Forwarding=: no is not supported by this version of coslice\n"
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

static void test_ranges(void **state)
{
        _cleanup_network_file_ NetworkFile file = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        bool found = false;
        read_file("[Network]\nRange6=FD00:10:67:0::/64\nRange4=10.68.0.0/16\n", &file);
        load(PRIVATE, &file, &diags, &loaded);
        assert_int_equal(diags.n, 0);
        for (size_t i = 0; i < loaded.plan.n_files; i++)
                found |= strstr(loaded.plan.files[i].text,
                                "coslice-network up --group=web --range=fd00:10:67::/64 "
                                "--range=10.68.0.0/16\n") != NULL;
        assert_true(found);
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
                cmocka_unit_test(test_mistakes),
                cmocka_unit_test(test_not_needed),
                cmocka_unit_test(test_unreadable),
                cmocka_unit_test(test_ranges),
        };
        return cmocka_run_group_tests(tests, make_file, remove_file);
}
