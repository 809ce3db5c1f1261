/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Features: bits, and the words of a refusal. */
#include "core/contract/feature.h"

#include "tests/unit/unit.h"

static void assert_explained(const FeatureRow *row, const char *expected)
{
        _cleanup_strbuf_ StrBuf buf = {};
        assert_int_equal(feature_explain(row, &buf), 0);
        assert_string_equal(buf.text, expected);
}

static void test_words(void **state)
{
        assert_explained(feature_rows + FEATURE_NOT_YET, "not supported by this version of coslice");
        assert_explained(feature_rows + FEATURE_IMAGES,
                         "not supported without the package coslice-images; install it");
}

static void test_bits(void **state)
{
        for (Feature i = 0; i < _FEATURE_MAX; i++)
                for (Feature j = 0; j < _FEATURE_MAX; j++)
                        assert_int_equal(feature_is_there(FEATURE_BIT(i), j), i == j);
        assert_false(feature_is_there(0, FEATURE_BASE));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_words),
                cmocka_unit_test(test_bits),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
