/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/fetch/folder.h"

#include "core/base/strbuf.h"
#include "core/io/io.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000000"

typedef struct Fixture {
        char dir[64];
        PullFolder folder;
} Fixture;

static PullUser user(void)
{
        return getuid() == 0 ? (PullUser){4711, 4712} : (PullUser){getuid(), getgid()};
}

static int setup(void **state)
{
        Fixture *f = calloc(1, sizeof *f);
        Failure failure = {};
        const PullUser who = user();
        strcpy(f->dir, "/tmp/coslice-folder-XXXXXX");
        assert_non_null(mkdtemp(f->dir));
        assert_int_equal(pull_folder_open(f->dir, "k-1", &who, &f->folder, &failure), 0);
        *state = f;
        return 0;
}

static int teardown(void **state)
{
        Fixture *f = *state;
        pull_folder_done(&f->folder);
        assert_int_equal(remove_folder(f->dir), 0);
        free(f);
        return 0;
}

/* As skopeo would write it. */
static void put(const Fixture *f, const char *name, const char *text)
{
        const PullUser who = user();
        assert_int_equal(io_write_file(f->folder.blobs_fd, name, text, strlen(text), 0644), 0);
        assert_int_equal(fchownat(f->folder.blobs_fd, name, who.uid, who.gid, AT_SYMLINK_NOFOLLOW), 0);
}

static bool is_there(const Fixture *f, const char *name)
{
        struct stat st;
        return fstatat(f->folder.blobs_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static void test_user(void **state)
{
        static const struct {
                const char *passwd;
                int r;
                unsigned uid, gid;
        } cases[] = {
                {"root:x:0:0:root:/root:/bin/sh\ncoslice-pull:!*:998:997:Fetches:/var/lib/coslice-pull:/usr/"
                 "sbin/nologin\n",
                 0, 998, 997},
                {"coslice-pull:x:1:2:::", 0, 1, 2},
                {"coslice-puller:x:1:2:::\nxcoslice-pull:x:1:2:::\n coslice-pull:x:1:2:::\n", -ENOENT, 0, 0},
                {"", -ENOENT, 0, 0},
                {"coslice-pull:x:0:2:::", -EINVAL, 0, 0},
                {"coslice-pull:x:1:0:::", -EINVAL, 0, 0},
                {"coslice-pull:x:4294967295:1:::", -EINVAL, 0, 0},
                {"coslice-pull:x:4294967296:1:::", -EINVAL, 0, 0},
                {"coslice-pull:x:-1:1:::", -EINVAL, 0, 0},
                {"coslice-pull:x:1:1", -EINVAL, 0, 0},
                {"coslice-pull:x", -EINVAL, 0, 0},
                {"coslice-pull:x\n:1:1:::", -EINVAL, 0, 0},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                PullUser found = {};
                assert_int_equal(pull_user_read(cases[i].passwd, &found), cases[i].r);
                assert_int_equal(found.uid, cases[i].uid);
                assert_int_equal(found.gid, cases[i].gid);
        }
}

static void test_made(void **state)
{
        Fixture *f = *state;
        struct stat st;
        assert_int_equal(fstat(f->folder.fd, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0700);
        assert_int_equal(st.st_uid, user().uid);
        assert_int_equal(fstat(f->folder.blobs_fd, &st), 0);
        assert_int_equal(st.st_mode & 07777, 0700);
        assert_int_equal(st.st_gid, user().gid);
        assert_int_equal(pull_folder_remove(f->dir, "k-1"), 0);
        assert_int_equal(pull_folder_remove(f->dir, "k-1"), 0);
        assert_int_equal(pull_folder_remove("/tmp/coslice-is-not-there", "k-1"), 0);
}

static void test_blob(void **state)
{
        Fixture *f = *state;
        _cleanup_free_ char *text = NULL;
        size_t size;
        put(f, ABC, "abc");
        int fd = pull_folder_blob(&f->folder, ABC, 3);
        assert_true(fd >= 0);
        close(fd);
        assert_int_equal(pull_folder_blob(&f->folder, ABC, 4), -EBADMSG);
        assert_int_equal(pull_folder_blob(&f->folder, EMPTY, 0), -ENOENT);
        assert_int_equal(pull_folder_blob(&f->folder, "../../x", 3), -EBADMSG);
        assert_int_equal(pull_folder_read(&f->folder, ABC, 3, &text, &size), 0);
        assert_string_equal(text, "abc");
        assert_int_equal(size, 3);
        assert_int_equal(pull_folder_read(&f->folder, ABC, 2, &text, &size), -EBADMSG);
        put(f, OTHER, "abc");
        assert_int_equal(pull_folder_read(&f->folder, OTHER, 3, &text, &size), -EBADMSG);
}

/* What skopeo could leave in a blob's place. */
static void test_no_blobs(void **state)
{
        Fixture *f = *state;
        int dir = f->folder.blobs_fd;
        _cleanup_free_ char *text = NULL;
        size_t size;
        assert_int_equal(symlinkat("/etc/passwd", dir, ABC), 0);
        assert_int_equal(pull_folder_blob(&f->folder, ABC, UINT64_MAX), -EBADMSG);
        assert_int_equal(pull_folder_read(&f->folder, ABC, 1000, &text, &size), -EBADMSG);
        assert_int_equal(unlinkat(dir, ABC, 0), 0);
        assert_int_equal(mkfifoat(dir, ABC, 0600), 0);
        assert_int_equal(pull_folder_blob(&f->folder, ABC, UINT64_MAX), -EBADMSG);
        assert_int_equal(unlinkat(dir, ABC, 0), 0);
        assert_int_equal(mkdirat(dir, ABC, 0700), 0);
        assert_int_equal(pull_folder_blob(&f->folder, ABC, UINT64_MAX), -EBADMSG);
        assert_int_equal(unlinkat(dir, ABC, AT_REMOVEDIR), 0);
        /* A second name: a file from elsewhere, or one that is a blob twice. */
        put(f, ABC, "abc");
        assert_int_equal(linkat(dir, ABC, dir, "other", 0), 0);
        assert_int_equal(pull_folder_blob(&f->folder, ABC, 3), -EBADMSG);
        assert_int_equal(unlinkat(dir, "other", 0), 0);
        if (getuid() == 0) { /* somebody else's */
                assert_int_equal(fchownat(dir, ABC, 0, 0, 0), 0);
                assert_int_equal(pull_folder_blob(&f->folder, ABC, 3), -EBADMSG);
        }
}

static void test_keep(void **state)
{
        Fixture *f = *state;
        struct stat st;
        Failure failure = {};
        const PullBlob blobs[] = {
                {ABC, 3, false},
                {EMPTY, 0, false},
                {OTHER, 1 << 20, true},
                {OTHER, 1 << 20, true},
        };
        put(f, ABC, "abc");
        put(f, OTHER, "wrong");
        put(f, "oci-put-blob1", "half");
        assert_int_equal(symlinkat("/etc/passwd", f->folder.blobs_fd, EMPTY), 0);
        assert_int_equal(pull_folder_keep(&f->folder, blobs, ARRAY_SIZE(blobs), &failure), 0);
        assert_true(is_there(f, ABC));
        assert_false(is_there(f, EMPTY));
        assert_false(is_there(f, "oci-put-blob1"));
        assert_int_equal(fstatat(f->folder.blobs_fd, OTHER, &st, AT_SYMLINK_NOFOLLOW), 0);
        assert_int_equal(st.st_size, 1 << 20);
        assert_int_equal(st.st_blocks, 0);
        assert_int_equal(st.st_uid, user().uid);
        PullProgress progress = pull_folder_progress(&f->folder, blobs, ARRAY_SIZE(blobs));
        assert_int_equal(progress.bytes, 3);
        assert_int_equal(progress.whole, 1);
        /* The next time it isn't one that we have. */
        const PullBlob fewer[] = {{OTHER, 1 << 20, false}};
        assert_int_equal(pull_folder_keep(&f->folder, fewer, 1, &failure), 0);
        assert_false(is_there(f, OTHER));
        assert_false(is_there(f, ABC));
}

static void test_settle(void **state)
{
        PullBlob blobs[] = {
                {ABC, 3, true}, {OTHER, 5, true}, {EMPTY, 0, false}, {ABC, 3, false}, {ABC, 3, true}};
        pull_blobs_settle(blobs, ARRAY_SIZE(blobs));
        assert_false(blobs[0].have);
        assert_true(blobs[1].have);
        assert_false(blobs[2].have);
        assert_false(blobs[3].have);
        assert_false(blobs[4].have);
        pull_blobs_settle(NULL, 0);
}

/* A blob whose bytes never reached the disk has the right size. */
static void test_keep_nothing_wrong(void **state)
{
        Fixture *f = *state;
        Failure failure = {};
        const PullBlob blobs[] = {{ABC, 3, false}, {EMPTY, UINT64_MAX, true}};
        put(f, ABC, "abd");
        assert_int_equal(pull_folder_keep(&f->folder, blobs, 2, &failure), 0);
        assert_false(is_there(f, ABC));
        assert_false(is_there(f, EMPTY));
        put(f, ABC, "abc");
        assert_int_equal(pull_folder_forget(&f->folder, ABC, &failure), 0);
        assert_int_equal(pull_folder_forget(&f->folder, ABC, &failure), 0);
        assert_false(is_there(f, ABC));
}

static void test_renew(void **state)
{
        Fixture *f = *state;
        Failure failure = {};
        put(f, ABC, "abc");
        assert_int_equal(mkdirat(f->folder.fd, "layout", 0700), 0);
        assert_int_equal(mkdirat(f->folder.fd, ".config", 0700), 0);
        assert_int_equal(symlinkat("/etc", f->folder.fd, "tmp"), 0);
        assert_int_equal(pull_folder_renew(&f->folder, &failure), 0);
        struct stat st;
        assert_int_equal(fstatat(f->folder.fd, "layout", &st, AT_SYMLINK_NOFOLLOW), -1);
        assert_int_equal(fstatat(f->folder.fd, ".config", &st, AT_SYMLINK_NOFOLLOW), -1);
        assert_int_equal(fstatat(f->folder.fd, "tmp", &st, AT_SYMLINK_NOFOLLOW), 0);
        assert_true(S_ISDIR(st.st_mode));
        assert_true(is_there(f, ABC));
        /* A link in place of a folder of its own leads nowhere. */
        assert_int_equal(renameat(f->folder.fd, "blobs", f->folder.fd, "moved"), 0);
        assert_int_equal(symlinkat("/etc", f->folder.fd, "blobs"), 0);
        assert_int_equal(pull_folder_renew(&f->folder, &failure), 0);
        assert_int_equal(fstatat(f->folder.fd, "blobs", &st, AT_SYMLINK_NOFOLLOW), 0);
        assert_true(S_ISDIR(st.st_mode));
        assert_false(is_there(f, ABC));
        put(f, ABC, "abc");
        assert_true(is_there(f, ABC));
}

/* What is half there is counted too. */
static void test_progress(void **state)
{
        Fixture *f = *state;
        const PullBlob blobs[] = {{ABC, 3, false}, {EMPTY, 7, false}};
        PullProgress progress = pull_folder_progress(&f->folder, blobs, 2);
        assert_int_equal(progress.bytes, 0);
        put(f, ABC, "abc");
        assert_int_equal(mkdirat(f->folder.fd, "layout", 0700), 0);
        _cleanup_close_ int fd = openat(f->folder.fd, "layout", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        assert_int_equal(io_write_file(fd, "oci-put-blob7", "half", 4, 0600), 0);
        assert_int_equal(symlinkat("/etc/passwd", fd, "link"), 0);
        progress = pull_folder_progress(&f->folder, blobs, 2);
        assert_int_equal(progress.bytes, 7);
        assert_int_equal(progress.whole, 1);
}

/* What it takes on disk: no holes, and nothing of what links lead to. */
static void test_size(void **state)
{
        Fixture *f = *state;
        static char bytes[300000];
        uint64_t empty = pull_folder_size(AT_FDCWD, f->dir);
        memset(bytes, 'x', sizeof bytes);
        assert_int_equal(io_write_file(f->folder.blobs_fd, ABC, bytes, sizeof bytes, 0600), 0);
        assert_int_equal(symlinkat("/usr", f->folder.fd, "link"), 0);
        const PullBlob hollow = {EMPTY, UINT64_C(1) << 40, true};
        const PullBlob blobs[] = {hollow, {ABC, sizeof bytes, false}};
        Failure failure = {};
        uint64_t size = pull_folder_size(AT_FDCWD, f->dir);
        assert_true(size >= empty + 300000 && size <= empty + 400000);
        assert_int_equal(fchownat(f->folder.blobs_fd, ABC, user().uid, user().gid, 0), 0);
        assert_int_equal(pull_folder_keep(&f->folder, blobs, 2, &failure), 0);
        assert_true(pull_folder_size(AT_FDCWD, f->dir) <= size);
        assert_int_equal(pull_folder_size(AT_FDCWD, "/nowhere"), 0);
}

/* A folder of pulls that is not ours is left alone. */
static void test_foreign_dir(void **state)
{
        char dir[] = "/tmp/coslice-folder-XXXXXX";
        PullFolder folder = {};
        Failure failure = {};
        const PullUser who = user();
        if (getuid() != 0)
                skip();
        assert_non_null(mkdtemp(dir));
        assert_int_equal(chown(dir, 4713, 4713), 0);
        assert_int_equal(pull_folder_open(dir, "k-1", &who, &folder, &failure), -EINVAL);
        assert_non_null(strstr(failure.text, "belongs neither to root nor to coslice-pull"));
        assert_int_equal(remove_folder(dir), 0);
        assert_int_equal(symlink("/tmp", dir), 0);
        assert_true(pull_folder_open(dir, "k-1", &who, &folder, &failure) < 0);
        assert_int_equal(unlink(dir), 0);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_user),
                WITH_FOLDER(test_made),
                WITH_FOLDER(test_blob),
                WITH_FOLDER(test_no_blobs),
                WITH_FOLDER(test_keep),
                WITH_FOLDER(test_keep_nothing_wrong),
                cmocka_unit_test(test_settle),
                WITH_FOLDER(test_renew),
                WITH_FOLDER(test_progress),
                WITH_FOLDER(test_size),
                cmocka_unit_test(test_foreign_dir),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
