/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a tree is copied by whom nobody gives another owner; the rest is in tests/helper/local.py. */
#include "helper/container/root/copytree.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Trees {
        char top[32];
        int top_fd, from, to;
        unsigned steps;
} Trees;

static void begin(Trees *trees)
{
        *trees = (Trees){.top = "/tmp/test-copytree.XXXXXX"};
        assert_non_null(mkdtemp(trees->top));
        trees->top_fd = open(trees->top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        trees->from = io_open_folder(trees->top_fd, "from", 0750);
        trees->to = io_open_folder(trees->top_fd, "to", 0700);
        assert_true(trees->from >= 0 && trees->to >= 0);
}

static void end(Trees *trees)
{
        close(trees->from);
        close(trees->to);
        assert_int_equal(io_remove_tree(trees->top_fd, "from"), 0);
        assert_int_equal(io_remove_tree(trees->top_fd, "to"), 0);
        close(trees->top_fd);
        assert_int_equal(rmdir(trees->top), 0);
}

static void count(void *context)
{
        ((Trees *)context)->steps++;
}

static struct stat stat_of(int dir_fd, const char *name)
{
        struct stat st;
        assert_int_equal(fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW), 0);
        return st;
}

static void test_tree(void **state)
{
        Trees trees;
        char target[16] = "";
        begin(&trees);
        const struct timespec times[] = {{.tv_sec = 1}, {.tv_sec = 1000000000, .tv_nsec = 5}};
        int folder = io_open_folder(trees.from, "folder", 0700);
        assert_int_equal(io_write_file(folder, "file", "abc", 3, 0600), 0);
        assert_int_equal(fchmodat(folder, "file", 06754, 0), 0);
        assert_int_equal(linkat(folder, "file", trees.from, "other", 0), 0);
        assert_int_equal(symlinkat("/etc/passwd", folder, "link"), 0);
        assert_int_equal(mkfifoat(folder, "pipe", 0600), 0);
        assert_int_equal(utimensat(folder, "link", times, AT_SYMLINK_NOFOLLOW), 0);
        assert_int_equal(fchmod(folder, 02750), 0);
        assert_int_equal(futimens(folder, times), 0);
        assert_int_equal(copytree(trees.from, trees.to, count, &trees), 0);
        assert_true(trees.steps >= 5);
        const struct stat top = stat_of(trees.to, "."), inner = stat_of(trees.to, "folder");
        assert_int_equal(top.st_mode & 07777, 0750);
        assert_int_equal(inner.st_mode & 07777, 02750);
        assert_int_equal(inner.st_mtim.tv_sec, 1000000000);
        assert_int_equal(inner.st_mtim.tv_nsec, 5);
        const struct stat file = stat_of(trees.to, "folder/file"), other = stat_of(trees.to, "other");
        assert_int_equal(file.st_mode & 07777, 0754);
        assert_int_equal(file.st_size, 3);
        assert_true(file.st_ino == other.st_ino && file.st_nlink == 2);
        const struct stat link = stat_of(trees.to, "folder/link");
        assert_int_equal(link.st_mtim.tv_sec, 1000000000);
        assert_int_equal(readlinkat(trees.to, "folder/link", target, sizeof target - 1), 11);
        assert_string_equal(target, "/etc/passwd");
        const struct stat pipe = stat_of(trees.to, "folder/pipe");
        assert_true(S_ISFIFO(pipe.st_mode));
        close(folder);
        end(&trees);
}

/* Of a file what is written alone, wherever it lies. */
static void test_holes(void **state)
{
        Trees trees;
        char text[4] = "";
        begin(&trees);
        int fd = openat(trees.from, "file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        assert_int_equal(pwrite(fd, "end", 3, 64 << 20), 3);
        assert_int_equal(ftruncate(fd, 65 << 20), 0);
        close(fd);
        close(openat(trees.from, "empty", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        fd = openat(trees.from, "hole", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        assert_int_equal(ftruncate(fd, 1 << 20), 0);
        close(fd);
        assert_int_equal(copytree(trees.from, trees.to, NULL, NULL), 0);
        const struct stat file = stat_of(trees.to, "file"), hole = stat_of(trees.to, "hole");
        assert_int_equal(file.st_size, 65 << 20);
        assert_true(file.st_blocks < 8192);
        assert_int_equal(hole.st_size, 1 << 20);
        const struct stat empty = stat_of(trees.to, "empty");
        assert_int_equal(empty.st_size, 0);
        fd = openat(trees.to, "file", O_RDONLY | O_CLOEXEC);
        assert_int_equal(pread(fd, text, 3, 64 << 20), 3);
        assert_string_equal(text, "end");
        close(fd);
        end(&trees);
}

/* Many levels take no more descriptors than one; a path that no one can name is refused. */
static void test_deep(void **state)
{
        char name[251];
        memset(name, 'd', sizeof name - 1);
        name[sizeof name - 1] = '\0';
        for (unsigned levels = 16; levels <= 17; levels++) {
                Trees trees;
                begin(&trees);
                int fd = fcntl(trees.from, F_DUPFD_CLOEXEC, 0);
                for (unsigned i = 0; i < levels; i++) {
                        int next = io_open_folder(fd, name, 0700);
                        assert_true(next >= 0);
                        close(fd);
                        fd = next;
                }
                close(fd);
                assert_int_equal(copytree(trees.from, trees.to, NULL, NULL),
                                 levels * sizeof name - 1 < PATH_MAX ? 0 : -ENAMETOOLONG);
                end(&trees);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_tree),
                cmocka_unit_test(test_holes),
                cmocka_unit_test(test_deep),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
