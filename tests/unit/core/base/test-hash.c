/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept on disk follows from these numbers: they are those of draft-eastlake-fnv. */
#include "core/base/hash.h"

#include "core/base/cleanup.h"

#include "tests/unit/unit.h"

#include <string.h>

static void test_known(void **state)
{
        static const struct {
                const char *text;
                uint32_t h32;
                uint64_t h64;
        } rows[] = {
                {"", 0x811c9dc5, UINT64_C(0xcbf29ce484222325)},
                {"a", 0xe40c292c, UINT64_C(0xaf63dc4c8601ec8c)},
                {"foobar", 0xbf9cf968, UINT64_C(0x85944171f73967e8)},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                assert_int_equal(hash_fnv32(rows[i].text), rows[i].h32);
                assert_true(hash_fnv64(HASH_FNV64_BEGIN, rows[i].text, strlen(rows[i].text)) == rows[i].h64);
        }
}

static void test_in_parts(void **state)
{
        assert_true(hash_fnv64(hash_fnv64(HASH_FNV64_BEGIN, "foo", 3), "bar", 3) ==
                    UINT64_C(0x85944171f73967e8));
        assert_true(hash_fnv64(HASH_FNV64_BEGIN, "a", 2) != hash_fnv64(HASH_FNV64_BEGIN, "a", 1));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_known),
                cmocka_unit_test(test_in_parts),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
