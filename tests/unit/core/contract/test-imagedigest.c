/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/imagedigest.h"

#include "core/base/cleanup.h"
#include "tests/unit/unit.h"

#define TEN "0123456789"
#define HEX TEN TEN TEN TEN TEN TEN "abcd"

static void test_hex(void **state)
{
        assert_true(image_hex_is_valid(HEX));
        assert_false(image_hex_is_valid(""));
        assert_false(image_hex_is_valid(TEN));
        assert_false(image_hex_is_valid(HEX "0"));
        assert_false(image_hex_is_valid(HEX "/"));
        assert_false(image_hex_is_valid(TEN TEN TEN TEN TEN TEN "abcD"));
        assert_false(image_hex_is_valid(TEN TEN TEN TEN TEN TEN "../."));
}

static void test_read(void **state)
{
        static const struct {
                const char *text;
                int expected;
        } rows[] = {
                {"sha256:" HEX, 0},
                {"sha512:" HEX HEX, IMAGE_DIGEST_FOREIGN},
                {"blake3:" HEX, IMAGE_DIGEST_FOREIGN},
                {"multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", IMAGE_DIGEST_FOREIGN},
                {"", IMAGE_DIGEST_WRONG},
                {"sha256:", IMAGE_DIGEST_WRONG},
                {"sha256", IMAGE_DIGEST_WRONG},
                {HEX, IMAGE_DIGEST_WRONG},
                {"sha256:" TEN, IMAGE_DIGEST_WRONG},
                {"sha256:" HEX HEX, IMAGE_DIGEST_WRONG},
                {"sha256:" HEX "/..", IMAGE_DIGEST_WRONG},
                {"sha256:" TEN TEN TEN TEN TEN TEN "ABCD", IMAGE_DIGEST_WRONG},
                {"SHA256:" HEX, IMAGE_DIGEST_WRONG},
                {"sha512:../../etc", IMAGE_DIGEST_WRONG},
                {"sha512:", IMAGE_DIGEST_WRONG},
                {":" HEX, IMAGE_DIGEST_WRONG},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const char *hex = NULL;
                assert_int_equal(image_digest_read(rows[i].text, &hex), rows[i].expected);
                assert_ptr_equal(hex, rows[i].expected == 0 ? rows[i].text + 7 : NULL);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_hex), cmocka_unit_test(test_read)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
