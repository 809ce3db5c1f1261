/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/document/digest.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

/* FIPS 180-4's own examples. */
static const struct {
        const char *text, *hex;
} examples[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void test_whole(void **state)
{
        char hex[IMAGE_HEX_SPACE];
        for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
                assert_int_equal(digest_of(examples[i].text, strlen(examples[i].text), hex), 0);
                assert_string_equal(hex, examples[i].hex);
        }
}

static void test_in_parts(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(examples); i++) {
                _cleanup_digest_ Digest digest = {};
                char hex[IMAGE_HEX_SPACE];
                assert_int_equal(digest_begin(&digest), 0);
                for (const char *c = examples[i].text; *c; c++)
                        assert_int_equal(digest_add(&digest, c, 1), 0);
                assert_int_equal(digest_end(&digest, hex), 0);
                assert_string_equal(hex, examples[i].hex);
                assert_null(digest.context);
        }
}

/* What was begun and is not ended leaks nothing; sanitizers see it. */
static void test_given_up(void **state)
{
        Digest digest = {};
        digest_done(&digest);
        assert_int_equal(digest_begin(&digest), 0);
        assert_int_equal(digest_add(&digest, "abc", 3), 0);
        digest_done(&digest);
        assert_null(digest.context);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_whole),
                cmocka_unit_test(test_in_parts),
                cmocka_unit_test(test_given_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
