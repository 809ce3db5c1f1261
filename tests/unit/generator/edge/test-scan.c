/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories that can be read in part only. */
#include "generator/edge/scan.h"

#include "tests/unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* After so many entries nothing more can be read; < 0: all can. */
static int readable;

struct dirent *__real_readdir64(DIR *dir);
struct dirent *__wrap_readdir64(DIR *dir);
struct dirent *__wrap_readdir64(DIR *dir)
{
        if (readable-- != 0)
                return __real_readdir64(dir);
        errno = EIO;
        return NULL;
}

static void test_half_a_directory(void **state)
{
        char dir[] = "/tmp/coslice-test-scan.XXXXXX";
        assert_non_null(mkdtemp(dir));
        _cleanup_free_ char *path = string_printf("%s/web.group", dir);
        FILE *f = fopen(path, "we");
        assert_non_null(f);
        assert_int_equal(fclose(f), 0);
        /* "." and ".." are entries too. */
        for (readable = -1; readable < 4; readable++) {
                _cleanup_strvec_ StrVec dirs = {};
                _cleanup_diag_list_ DiagList diags = {};
                _cleanup_scan_ Scan scan = {};
                int limit = readable;
                assert_int_equal(strvec_add(&dirs, dir), 0);
                assert_int_equal(scan_groups(&dirs, &diags, &scan), 0);
                assert_int_equal(diags.n_errors, limit >= 0);
                if (limit >= 0)
                        assert_non_null(strstr(diags.items[0].message,
                                               "can't be read to its end: Input/output error"));
                if (limit < 0 || limit == 3)
                        assert_int_equal(scan.n, 1);
                readable = limit;
        }
        assert_int_equal(unlink(path), 0);
        assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_half_a_directory)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
