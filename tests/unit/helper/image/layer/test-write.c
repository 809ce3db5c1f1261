/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries as files, in a folder of the test; the whole of it, confined and on overlays, is tests/image's. */
#include "helper/image/layer/write.h"

#include "core/io/io.h"
#include "tests/unit/folder.h"
#include "tests/unit/helper/image/archive/tarmake.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>

typedef struct Given {
        const StrBuf *tar;
        bool given;
} Given;

static ssize_t give(void *context, const void **ret)
{
        Given *given = context;
        ssize_t n = given->given ? 0 : (ssize_t)given->tar->length;
        *ret = given->tar->text;
        given->given = true;
        return n;
}

/* Writes it to FOLDER, a template of mkdtemp(3). The umask is 0, as it is in the process that does it. */
static int write_tar(StrBuf *tar, char *folder, uint64_t entries_max, LayerCounts *counts, Failure *failure)
{
        _cleanup_writer_ Writer writer = WRITER_NULL;
        Given given = {tar, false};
        const ByteSource source = {give, &given};
        tar_make_end(tar);
        assert_non_null(mkdtemp(folder));
        int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        assert_true(fd >= 0);
        writer.tree.root_fd = fd;
        writer.entries_max = entries_max;
        writer.is_small = true;
        mode_t mask = umask(0);
        int r = writer_write(&writer, &source, failure);
        umask(mask);
        *counts = writer.counts;
        writer_done(&writer);
        close(fd);
        return r;
}

static void check(const char *folder, const char *name, mode_t mode, off_t size)
{
        char path[PATH_MAX];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        assert_int_equal(lstat(path, &st), 0);
        assert_int_equal(st.st_mode, mode);
        assert_int_equal(st.st_uid, 7);
        assert_int_equal(st.st_gid, 8);
        assert_int_equal(st.st_mtime, 1000);
        if (!S_ISDIR(mode))
                assert_int_equal(st.st_size, size);
}

static void test_kinds(void **state)
{
        char folder[] = "/tmp/coslice-write.XXXXXX";
        _cleanup_strbuf_ StrBuf tar = {};
        LayerCounts counts;
        Failure failure = {};
        if (geteuid() != 0)
                skip();
        tar_make(&tar, '5', "d", "", "", 0);
        tar_make(&tar, '0', "d/f", "", "data", 4);
        tar_make(&tar, '2', "d/l", "/etc/passwd", "", 0);
        tar_make(&tar, '1', "d/h", "d/f", "", 0);
        tar_make(&tar, '6', "d/p", "", "", 0);
        tar_make(&tar, '3', "d/c", "", "", 0);
        tar_make(&tar, '0', "d/.wh.x", "", "", 0);
        assert_int_equal(write_tar(&tar, folder, 7, &counts, &failure), 0);
        check(folder, "d", S_IFDIR | 0640, 0);
        check(folder, "d/f", S_IFREG | 0640, 4);
        check(folder, "d/h", S_IFREG | 0640, 4);
        check(folder, "d/l", S_IFLNK | 0777, 11);
        check(folder, "d/p", S_IFIFO | 0640, 0);
        assert_int_equal(counts.entries, 7);
        assert_int_equal(counts.devices, 1);
        assert_int_equal(counts.max_id, 8);
        assert_int_equal(counts.bytes, 2 * 4096);
        assert_int_equal(remove_folder(folder), 0);
}

static void test_too_many(void **state)
{
        char folder[] = "/tmp/coslice-write.XXXXXX";
        _cleanup_strbuf_ StrBuf tar = {};
        LayerCounts counts;
        Failure failure = {};
        if (geteuid() != 0)
                skip();
        for (int i = 0; i < 3; i++)
                tar_make(&tar, '0', "f", "", "", 0);
        assert_int_equal(write_tar(&tar, folder, 2, &counts, &failure), -EINVAL);
        assert_string_equal(failure.text, "the image has more than 4000000 entries");
        assert_int_equal(remove_folder(folder), 0);
}

/* The tree isn't this process's root here: so nothing absolute, but all that is below it. */
static void test_refused(void **state)
{
        static const char *const names[] = {"../x", "/x", "a/../x", ".wh..", ".wh.a/x", "f/x"};
        if (geteuid() != 0)
                skip();
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                char folder[] = "/tmp/coslice-write.XXXXXX", quoted[64];
                _cleanup_strbuf_ StrBuf tar = {};
                LayerCounts counts;
                Failure failure = {};
                tar_make(&tar, '0', "f", "", "", 0);
                tar_make(&tar, '0', names[i], "", "", 0);
                assert_true(write_tar(&tar, folder, 10, &counts, &failure) < 0);
                snprintf(quoted, sizeof quoted, "\"%s\": ", names[i]);
                assert_memory_equal(failure.text, quoted, strlen(quoted));
                assert_int_equal(remove_folder(folder), 0);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_kinds),
                cmocka_unit_test(test_too_many),
                cmocka_unit_test(test_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
