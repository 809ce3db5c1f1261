/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of a layer's counts: written, read back, and refused when it is anything else. */
#include "helper/image/layer/counts.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define KIND "coslice-layer1\0"
#define REST "left_out=0\0devices=0\0max_id=0\0log_links=0"

static const LayerCounts most = {.bytes = INT64_MAX,
                                 .entries = LAYER_ENTRIES_MAX,
                                 .left_out = 3,
                                 .devices = 4,
                                 .max_id = UINT32_MAX - 1,
                                 .log_links = true};

static void test_round(void **state)
{
        LayerCounts all[] = {{}, most};
        for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
                _cleanup_strbuf_ StrBuf text = {}, again = {};
                LayerCounts found = {};
                assert_true(layer_counts_are_valid(all + i));
                assert_int_equal(layer_counts_write(all + i, &text), 0);
                assert_true(text.length <= LAYER_COUNTS_MAX);
                assert_int_equal(layer_counts_read(text.text, text.length, &found), 0);
                assert_int_equal(layer_counts_write(&found, &again), 0);
                assert_int_equal(again.length, text.length);
                assert_memory_equal(again.text, text.text, text.length);
                /* Cut off anywhere it is none. */
                for (size_t n = 0; n < text.length; n++)
                        assert_int_equal(layer_counts_read(text.text, n, &found), -EBADMSG);
        }
}

static void check(const char *text, size_t n)
{
        LayerCounts found = {.bytes = 7};
        _cleanup_free_ char *exact = malloc(n);
        assert_non_null(exact);
        memcpy(exact, text, n);
        assert_int_equal(layer_counts_read(exact, n, &found), -EBADMSG);
        assert_int_equal(found.bytes, 7);
}
#define CHECK(text) check(text, sizeof(text))

static void test_refused(void **state)
{
        LayerCounts found;
        static const char good[] = KIND "bytes=0\0entries=0\0" REST;
        assert_int_equal(layer_counts_read(good, sizeof good, &found), 0);
        CHECK("coslice-layer2\0bytes=0\0entries=0\0" REST);
        CHECK(KIND "entries=0\0bytes=0\0" REST);
        CHECK(KIND "bytes=-1\0entries=0\0" REST);
        CHECK(KIND "bytes= 1\0entries=0\0" REST);
        CHECK(KIND "bytes=9223372036854775808\0entries=0\0" REST);
        CHECK(KIND "bytes=0\0entries=4000001\0" REST);
        CHECK(KIND "bytes=0\0entries=0\0left_out=0\0devices=0\0max_id=4294967295\0log_links=0");
        CHECK(KIND "bytes=0\0entries=0\0left_out=0\0devices=0\0max_id=0\0log_links=2");
        CHECK(KIND "bytes=0\0entries=0\0" REST "\0more=1");
        CHECK(KIND "bytes=0\0bytes=0\0entries=0\0" REST);
        CHECK(KIND "bytes\0entries=0\0" REST);
}

static void test_invalid(void **state)
{
        LayerCounts counts = most;
        counts.entries++;
        assert_false(layer_counts_are_valid(&counts));
        counts = most;
        counts.max_id++;
        assert_false(layer_counts_are_valid(&counts));
        counts = most;
        counts.bytes++;
        assert_false(layer_counts_are_valid(&counts));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_round),
                cmocka_unit_test(test_refused),
                cmocka_unit_test(test_invalid),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
