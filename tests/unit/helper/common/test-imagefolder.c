/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose folders and links are: as root, with some of somebody else's; else none is root's. */
#include "helper/common/imagefolder.h"

#include "core/base/cleanup.h"
#include "core/contract/imagestore.h"
#include "core/io/io.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char path[] = "/tmp/test-imagefolder.XXXXXX";
static int dir_fd = -1;

static int set_up(void **state)
{
        dir_fd = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
        return dir_fd < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
        close(dir_fd);
        return remove_folder(path);
}

/* What a check must say of a folder with this mode and owner. */
static void check_folder(mode_t mode, uid_t owner, int expected)
{
        assert_int_equal(mkdirat(dir_fd, "folder", 0700), 0);
        assert_int_equal(fchmodat(dir_fd, "folder", mode, 0), 0);
        bool given = geteuid() == 0 && fchownat(dir_fd, "folder", owner, 0, 0) == 0;
        if (!given)
                expected = -EPERM;
        _cleanup_close_ int fd = image_folder_open(dir_fd, "folder");
        if (expected == 0)
                assert_true(fd >= 0);
        else
                assert_int_equal(fd, expected);
        assert_int_equal(image_folder_check_at(dir_fd, "folder"), expected);
        assert_int_equal(unlinkat(dir_fd, "folder", AT_REMOVEDIR), 0);
}

static void test_folders(void **state)
{
        check_folder(0700, 0, 0);
        check_folder(0755, 0, 0);
        check_folder(0720, 0, -EPERM);
        check_folder(0702, 0, -EPERM);
        check_folder(01777, 0, -EPERM);
        check_folder(0700, 1000, -EPERM);
        assert_int_equal(symlinkat(".", dir_fd, "link"), 0);
        assert_int_equal(image_folder_open(dir_fd, "link"), -ENOTDIR);
        assert_int_equal(image_folder_check_at(dir_fd, "link"), -ELOOP);
        assert_int_equal(image_folder_open(dir_fd, "none"), -ENOENT);
        assert_int_equal(image_folder_check_at(dir_fd, "none"), -ENOENT);
}

static void test_links(void **state)
{
        static const struct {
                const char *text;
                int result;
        } rows[] = {
                {IMAGE_PIN_LINK HEX, 0},
                {IMAGE_PIN_LINK HEX "/", -EBADMSG},
                {IMAGE_PIN_LINK HEX "0123456789", -EBADMSG},
                {IMAGE_READY_LINK HEX, -EBADMSG},
                {"/", -EBADMSG},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                char hex[IMAGE_HEX_SPACE] = "";
                assert_int_equal(symlinkat(rows[i].text, dir_fd, "pin"), 0);
                assert_int_equal(image_folder_read_link(dir_fd, "pin", IMAGE_PIN_LINK, hex), rows[i].result);
                assert_string_equal(hex, rows[i].result == 0 ? HEX : "");
                assert_int_equal(unlinkat(dir_fd, "pin", 0), 0);
        }
        char hex[IMAGE_HEX_SPACE];
        assert_int_equal(image_folder_read_link(dir_fd, "none", IMAGE_PIN_LINK, hex), -ENOENT);
        assert_int_equal(image_folder_read_link(dir_fd, ".", IMAGE_PIN_LINK, hex), -EBADMSG);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_folders), cmocka_unit_test(test_links)};
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
