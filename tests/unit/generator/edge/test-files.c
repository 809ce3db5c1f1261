/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files read together: each keeps its own text and its own mistakes. */
#include "generator/edge/files.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static char dir[] = "/tmp/coslice-test-files.XXXXXX";

static char *below(const char *name)
{
        char *path = string_printf("%s/%s", dir, name);
        assert_non_null(path);
        return path;
}

static int make_files(void **state)
{
        assert_non_null(mkdtemp(dir));
        _cleanup_free_ char *good = below("good"), *folder = below("folder"), *fifo = below("fifo");
        FILE *f = fopen(good, "we");
        assert_non_null(f);
        assert_true(fputs("[Group]\nCpu=2\n", f) >= 0);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(mkdir(folder, 0755), 0);
        assert_int_equal(mkfifo(fifo, 0600), 0);
        return 0;
}

static int remove_files(void **state)
{
        static const char *const names[] = {"good", "folder", "fifo"};
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                _cleanup_free_ char *path = below(names[i]);
                assert_int_equal(remove(path), 0);
        }
        return remove(dir);
}

static void test_unreadable(void **state)
{
        static const char *const names[] = {"none", "good", "folder", "fifo"};
        static const char *const messages[] = {"the file can't be read: No such file or directory", NULL,
                                               "the file can't be read: Is a directory",
                                               "this is not a regular file"};
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_file_set_ FileSet files = {};
        char *paths[ARRAY_SIZE(names)];
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                paths[i] = below(names[i]);
                assert_int_equal(file_set_add(&files, paths[i]), 0);
        }
        assert_int_equal(file_set_parse(&files, &reader), 0);
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                const ReadFile *file = files.items + i;
                assert_int_equal(file->diags.n, messages[i] ? 1 : 0);
                assert_int_equal(file->file->n_entries, messages[i] ? 0 : 1);
                if (messages[i])
                        assert_string_equal(file->diags.items[0].message, messages[i]);
                free(paths[i]);
        }
        assert_string_equal(files.items[1].file->entries[0].value, "2");
}

/* More files than one load of iniparser holds, some of them wrong. */
static void test_many(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_file_set_ FileSet files = {};
        for (unsigned i = 0; i < 300; i++) {
                char text[64];
                snprintf(text, sizeof text, i % 3 ? "[Group]\nCpu=%u\n" : "[Group]\nno assignment\nCpu=%u\n",
                         i);
                assert_int_equal(file_set_add_text(&files, "x.group", text, strlen(text)), 0);
        }
        assert_int_equal(file_set_parse(&files, &reader), 0);
        for (unsigned i = 0; i < 300; i++) {
                char value[16];
                const ReadFile *file = files.items + i;
                snprintf(value, sizeof value, "%u", i);
                assert_int_equal(file->file->n_entries, 1);
                assert_string_equal(file->file->entries[0].value, value);
                assert_int_equal(file->diags.n, i % 3 ? 0 : 1);
        }
}

/* Diagnostics that move keep their order and their count. */
static void test_move(void **state)
{
        _cleanup_diag_list_ DiagList from = {}, to = {};
        const Place at = {.file = "x.group", .line = 1};
        assert_int_equal(diag_list_move(&from, &to), 0);
        assert_int_equal(diag_error(&to, &at, "one"), 0);
        assert_int_equal(diag_warning(&from, &at, "two"), 0);
        assert_int_equal(diag_error(&from, &at, "three"), 0);
        assert_int_equal(diag_list_move(&from, &to), 0);
        assert_int_equal(from.n, 0);
        assert_int_equal(from.n_errors, 0);
        assert_int_equal(to.n, 3);
        assert_int_equal(to.n_errors, 2);
        assert_string_equal(to.items[2].message, "three");
        assert_int_equal(diag_error(&to, &at, "four"), 0);
        assert_string_equal(to.items[3].message, "four");
}

/* No more are kept than a list holds, but all are counted. */
static void test_move_many(void **state)
{
        _cleanup_diag_list_ DiagList to = {};
        const Place at = {.file = "x.group", .line = 1};
        for (unsigned file = 0; file < 3; file++) {
                _cleanup_diag_list_ DiagList from = {};
                for (unsigned i = 0; i < DIAGS_MAX / 2 + 10; i++)
                        assert_int_equal(diag_error(&from, &at, "%u", i), 0);
                assert_int_equal(diag_list_move(&from, &to), 0);
                assert_int_equal(from.n, 0);
        }
        assert_int_equal(diag_error(&to, &at, "one more"), 0);
        assert_int_equal(to.n, DIAGS_MAX);
        assert_int_equal(to.n_errors, 3 * (DIAGS_MAX / 2 + 10) + 1);
        assert_int_equal(to.n_left_out, to.n_errors - DIAGS_MAX);
        assert_string_equal(to.items[DIAGS_MAX - 1].message, "501");
}

/* A file is as long as it is when it is read, whatever it was a moment before: one of /proc has no size. */
static void test_grown(void **state)
{
        _cleanup_file_set_ FileSet files = {};
        assert_int_equal(file_set_add(&files, "/proc/self/status"), 0);
        assert_int_equal(files.items[0].diags.n, 0);
        assert_true(files.items[0].size > 100);
        assert_int_equal(files.items[0].size, strlen(files.items[0].text));
        assert_non_null(strstr(files.items[0].text, "ctxt_switches:"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_unreadable), cmocka_unit_test(test_many),  cmocka_unit_test(test_move),
                cmocka_unit_test(test_move_many),  cmocka_unit_test(test_grown),
        };
        return cmocka_run_group_tests(tests, make_files, remove_files);
}
