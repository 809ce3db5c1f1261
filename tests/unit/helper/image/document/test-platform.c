/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Platforms, chain ids and paths: what of an image is not JSON. */
#include "helper/image/document/platform.h"

#include "helper/image/document/chain.h"
#include "helper/image/document/paths.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void test_machines(void **state)
{
        static const char *const rows[][2] = {
                {"x86_64", "linux/amd64"},    {"i686", "linux/386"},      {"aarch64", "linux/arm64/v8"},
                {"armv7l", "linux/arm/v7"},   {"armv6l", "linux/arm/v6"}, {"riscv64", "linux/riscv64"},
                {"ppc64le", "linux/ppc64le"}, {"s390x", "linux/s390x"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                Platform platform;
                assert_int_equal(platform_of_machine(rows[i][0], &platform), 0);
                assert_int_equal(platform_write(&platform, &text), 0);
                assert_string_equal(text.text, rows[i][1]);
                assert_int_equal(platform_fits(&platform, &platform), *platform.variant ? 0 : 1);
        }
        Platform platform;
        assert_int_equal(platform_of_machine("", &platform), -EINVAL);
        assert_int_equal(platform_of_machine("amd64", &platform), -EINVAL);
        assert_int_equal(platform_of_machine("vax", &platform), -EINVAL);
}

static void test_fits(void **state)
{
        static const struct {
                const char *machine;
                Platform platform;
                int expected;
        } rows[] = {
                {"x86_64", {"linux", "amd64", ""}, 1},      {"x86_64", {"linux", "amd64", "v1"}, 0},
                {"x86_64", {"linux", "amd64", "v2"}, -1},   {"x86_64", {"linux", "amd64", "v3"}, -1},
                {"x86_64", {"linux", "386", ""}, -1},       {"x86_64", {"windows", "amd64", ""}, -1},
                {"x86_64", {"", "amd64", ""}, -1},          {"x86_64", {"linux", "", ""}, -1},
                {"x86_64", {"unknown", "unknown", ""}, -1}, {"aarch64", {"linux", "arm64", ""}, 1},
                {"aarch64", {"linux", "arm64", "v8"}, 0},   {"aarch64", {"linux", "arm64", "v9"}, -1},
                {"aarch64", {"linux", "arm", "v7"}, -1},    {"armv7l", {"linux", "arm", "v7"}, 0},
                {"armv7l", {"linux", "arm", "v6"}, 1},      {"armv7l", {"linux", "arm", "v5"}, 2},
                {"armv7l", {"linux", "arm", "v8"}, -1},     {"armv7l", {"linux", "arm", ""}, 9},
                {"armv7l", {"linux", "arm", "v77"}, -1},    {"armv7l", {"linux", "arm", "x"}, -1},
                {"armv6l", {"linux", "arm", "v7"}, -1},     {"armv6l", {"linux", "arm", "v4"}, -1},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Platform machine;
                assert_int_equal(platform_of_machine(rows[i].machine, &machine), 0);
                if (platform_fits(&rows[i].platform, &machine) != rows[i].expected)
                        fail_msg("row %zu: %d", i, platform_fits(&rows[i].platform, &machine));
        }
}

static void test_words(void **state)
{
        static const char *const no_words[] = {"",    "A",    "a/b",
                                               "a b", "\x1b", "012345678901234567890123456789012"};
        char field[PLATFORM_WORD_SPACE] = "as it was";
        for (size_t i = 0; i < ARRAY_SIZE(no_words); i++) {
                assert_int_equal(platform_set_word(field, no_words[i]), -EINVAL);
                assert_string_equal(field, "as it was");
        }
        assert_int_equal(platform_set_word(field, "01234567890123456789012345678901"), 0);
        assert_string_equal(field, "01234567890123456789012345678901");
        assert_int_equal(platform_set_word(field, "mips64le_x.y-z"), 0);
        assert_string_equal(field, "mips64le_x.y-z");
}

#define TEN "0123456789"
#define A   TEN TEN TEN TEN TEN TEN "aaaa"
#define B   TEN TEN TEN TEN TEN TEN "bbbb"
#define C   TEN TEN TEN TEN TEN TEN "cccc"

/* By sha256sum(1): printf 'sha256:%s sha256:%s' A B | sha256sum. */
static void test_chain(void **state)
{
        _cleanup_strvec_ StrVec diffs = {}, chain = {}, empty = {};
        assert_int_equal(chain_ids(&empty, &chain), 0);
        assert_int_equal(chain.n, 0);
        strvec_add(&diffs, A);
        strvec_add(&diffs, B);
        strvec_add(&diffs, C);
        assert_int_equal(chain_ids(&diffs, &chain), 0);
        assert_int_equal(chain.n, 3);
        assert_string_equal(chain.items[0], A);
        assert_string_equal(chain.items[1],
                            "ae26e341d666c0ca0cc615b03431ff54e71071565b861f3251af68e9805f8325");
        assert_string_equal(chain.items[2],
                            "be6cf45d1e093b4de526100fedca57a318b28fa15b493f2131e6345270c04845");
}

static void test_paths(void **state)
{
        static const char *const rows[][2] = {
                {"/", "/"},
                {"//", "/"},
                {"/a", "/a"},
                {"/a/", "/a"},
                {"/a//b/./c", "/a/b/c"},
                {"/a/../b", "/b"},
                {"/..", "/"},
                {"/../../a", "/a"},
                {"/a/b/../..", "/"},
                {"/a/b/..", "/a"},
                {"/...", "/..."},
                {"/..a/.b", "/..a/.b"},
                {"/.", "/"},
                {"/a/.", "/a"},
                {"/a b", "/a b"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_free_ char *path = NULL;
                assert_int_equal(paths_make_plain(rows[i][0], &path), 0);
                assert_string_equal(path, rows[i][1]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_machines), cmocka_unit_test(test_fits),  cmocka_unit_test(test_words),
                cmocka_unit_test(test_chain),    cmocka_unit_test(test_paths),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
