/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders by descriptor: what is removed, and what is not. */
#include "core/io/io.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int open_scratch(char *path)
{
        strcpy(path, "/tmp/test-io.XXXXXX");
        assert_non_null(mkdtemp(path));
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        assert_true(fd >= 0);
        return fd;
}

/* A folder in a folder in a folder, deeper than paths and descriptors reach. */
static void removes_deep_trees(void **state)
{
        char path[32];
        int top = open_scratch(path), fd = dup(top);
        for (int i = 0; i < 5000; i++) {
                int next = io_open_folder(fd, "x", 0700);
                assert_true(next >= 0);
                close(fd);
                fd = next;
        }
        assert_int_equal(io_write_file(fd, "file", "a", 1, 0600), 0);
        close(fd);
        assert_int_equal(io_remove_tree(top, "x"), 0);
        assert_int_equal(rmdir(path), 0);
        close(top);
}

static void replaces(void **state)
{
        char path[32], text[8] = {};
        struct stat st;
        int top = open_scratch(path);
        mode_t mask = umask(077);
        assert_int_equal(io_write_file(top, "new", "left", 4, 0600), 0);
        assert_int_equal(io_write_file(top, "name", "old", 3, 0600), 0);
        assert_int_equal(io_replace_file(top, "name", "new", "text", 4, 0644), 0);
        umask(mask);
        assert_int_equal(fstatat(top, "name", &st, AT_SYMLINK_NOFOLLOW), 0);
        assert_int_equal(st.st_mode & 07777, 0644);
        int fd = openat(top, "name", O_RDONLY | O_CLOEXEC);
        assert_int_equal(read(fd, text, sizeof text), 4);
        assert_string_equal(text, "text");
        close(fd);
        assert_int_equal(faccessat(top, "new", F_OK, 0), -1);
        /* What can't be replaced stays, and nothing beside it. */
        assert_int_equal(mkdirat(top, "folder", 0700), 0);
        assert_int_equal(io_replace_file(top, "folder", "new", "text", 4, 0644), -EISDIR);
        assert_int_equal(faccessat(top, "new", F_OK, 0), -1);
        assert_int_equal(unlinkat(top, "folder", AT_REMOVEDIR), 0);
        assert_int_equal(unlinkat(top, "name", 0), 0);
        assert_int_equal(rmdir(path), 0);
        close(top);
}

static void follows_no_links(void **state)
{
        char path[32], kept[32];
        int top = open_scratch(path), other = open_scratch(kept);
        assert_int_equal(io_write_file(other, "file", "a", 1, 0600), 0);
        int fd = io_open_folder(top, "x", 0700);
        assert_int_equal(symlinkat(kept, fd, "link"), 0);
        assert_int_equal(symlinkat(kept, top, "outer"), 0);
        assert_int_equal(io_remove_tree(top, "x"), 0);
        assert_int_equal(io_remove_tree(top, "outer"), 0);
        assert_int_equal(io_remove_tree(top, "not-there"), 0);
        assert_int_equal(faccessat(other, "file", F_OK, 0), 0);
        assert_int_equal(io_open_folder(top, "link-to-follow", 0700) >= 0, 1);
        assert_int_equal(io_remove_tree(top, "link-to-follow"), 0);
        assert_int_equal(io_remove_tree(other, "file"), 0);
        assert_int_equal(rmdir(path), 0);
        assert_int_equal(rmdir(kept), 0);
        close(fd);
        close(top);
        close(other);
}

static void count(void *context)
{
        ++*(unsigned *)context;
}

static void tells_its_steps(void **state)
{
        char path[32];
        unsigned n = 0;
        int top = open_scratch(path), fd = io_open_folder(top, "x", 0700);
        for (int i = 0; i < 3; i++)
                assert_int_equal(io_write_file(fd, (char[]){(char)('a' + i), 0}, "", 0, 0600), 0);
        close(io_open_folder(fd, "empty", 0700));
        close(fd);
        assert_int_equal(io_remove_tree_stepwise(top, "not-there", count, &n), 0);
        assert_int_equal(n, 0);
        assert_int_equal(io_remove_tree_stepwise(top, "x", count, &n), 0);
        assert_int_equal(n, 4);
        assert_int_equal(rmdir(path), 0);
        close(top);
}

static void copies(void **state)
{
        char path[32], text[8] = "";
        int top = open_scratch(path), to = io_open_folder(top, "to", 0700);
        assert_int_equal(io_write_file(top, "file", "abc", 3, 0640), 0);
        assert_int_equal(io_write_file(top, "file", "abc", 3, 0640), -EEXIST);
        assert_int_equal(io_copy_file(top, to, "file", 0600), 0);
        assert_int_equal(io_copy_file(top, to, "file", 0600), -EEXIST);
        assert_int_equal(io_copy_file(top, to, "no-file", 0600), -ENOENT);
        int fd = openat(to, "file", O_RDONLY | O_CLOEXEC);
        assert_int_equal(read(fd, text, sizeof text), 3);
        assert_string_equal(text, "abc");
        close(fd);
        close(to);
        assert_int_equal(io_remove_tree(top, "to"), 0);
        assert_int_equal(io_remove_tree(top, "file"), 0);
        assert_int_equal(rmdir(path), 0);
        close(top);
}

static void makes_folders_as_told(void **state)
{
        char path[32], inner[48];
        struct stat st;
        int top = open_scratch(path);
        mode_t mask = umask(0077);
        snprintf(inner, sizeof inner, "%s/inner", path);
        assert_int_equal(io_make_folder(inner, 0755), 0);
        umask(mask);
        assert_int_equal(stat(inner, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0755);
        /* One that is there keeps its own. */
        assert_int_equal(io_make_folder(inner, 0700), 0);
        assert_int_equal(stat(inner, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0755);
        assert_int_equal(unlinkat(top, "inner", AT_REMOVEDIR), 0);
        assert_int_equal(io_make_folder("/tmp/no-such/inner", 0700), -ENOENT);
        assert_int_equal(rmdir(path), 0);
        close(top);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(removes_deep_trees), cmocka_unit_test(replaces),
                cmocka_unit_test(follows_no_links),   cmocka_unit_test(copies),
                cmocka_unit_test(tells_its_steps),    cmocka_unit_test(makes_folders_as_told),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
