/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The strict walk over tar: headers, records, and where entries are. */
#include "helper/image/archive/tarwalk.h"

#include "helper/image/archive/tarhead.h"
#include "tests/unit/helper/image/archive/tarmake.h"
#include "tests/unit/unit.h"

#include <errno.h>

static void make_header(char *block, size_t at, const char *change, size_t n)
{
        _cleanup_strbuf_ StrBuf buf = {};
        tar_make(&buf, '0', "name", "", "", 0);
        memcpy(block, buf.text, TAR_BLOCK);
        memcpy(block + at, change, n);
        tar_make_sum(block);
}

#define SIZE  124 /* of the header's fields */
#define TYPE  156
#define MAGIC 257

static const struct {
        const char *field;
        size_t n;
        int result;
        uint64_t size;
} sizes[] = {
        {"00000000010\0", 12, 0, 8},
        {"         10 ", 12, 0, 8},
        {"10 \0\0\0\0\0\0\0\0\0", 12, 0, 8},
        {"\0\0\0\0\0\0\0\0\0\0\0\0", 12, 0, 0},
        {"777777777777", 12, 0, 0xFFFFFFFFF},
        {"\x80\0\0\0\0\0\0\0\0\0\x02\x01", 12, 0, 513},
        {"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12, 0, INT64_MAX},
        {"\x80\0\0\0\x80\0\0\0\0\0\0\0", 12, -EINVAL, 0},
        {"\x80\0\0\1\0\0\0\0\0\0\0\0", 12, -EINVAL, 0},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12, -EINVAL, 0},
        {"\x81\0\0\0\0\0\0\0\0\0\0\0", 12, -EINVAL, 0},
        {"0000000001x\0", 12, -EINVAL, 0},
        {"00000000018\0", 12, -EINVAL, 0},
        {"-0000000010\0", 12, -EINVAL, 0},
        {"0x000000010\0", 12, -EINVAL, 0},
        {"1 1\0\0\0\0\0\0\0\0\0", 12, -EINVAL, 0},
        {"1\0"
         "1\0\0\0\0\0\0\0\0\0",
         12, -EINVAL, 0},
};

static void test_sizes(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
                char block[TAR_BLOCK];
                TarHead head = {};
                const char *why = NULL;
                make_header(block, SIZE, sizes[i].field, sizes[i].n);
                assert_int_equal(tarhead_read((unsigned char *)block, &head, &why), sizes[i].result);
                if (sizes[i].result == 0)
                        assert_int_equal(head.size, sizes[i].size);
                else
                        assert_string_equal(why, "a number in a header is none");
        }
}

static int read_changed(size_t at, const char *change, size_t n, TarHead *head)
{
        char block[TAR_BLOCK];
        const char *why;
        make_header(block, at, change, n);
        return tarhead_read((unsigned char *)block, head, &why);
}

static void test_headers(void **state)
{
        TarHead head;
        char full[255];
        memset(full, 'n', sizeof full);
        assert_int_equal(read_changed(0, full, 100, &head), 0);
        assert_int_equal(strlen(head.name), 100);
        assert_int_equal(read_changed(345, full, 155, &head), 0);
        assert_int_equal(strlen(head.name), 155 + 1 + 4);
        assert_int_equal(head.mode, 0640);
        for (int type = 0; type < 256; type++) {
                char c = (char)type;
                bool known = c == '\0' || strchr("01234567xg", c);
                assert_int_equal(read_changed(TYPE, &c, 1, &head), known ? 0 : -EINVAL);
                if (known)
                        assert_int_equal(head.type, c == '\0' || c == '7' ? '0' : c);
        }
        assert_int_equal(read_changed(MAGIC, "ustar  \0", 8, &head), 0);
        assert_true(head.gnu);
        assert_int_equal(read_changed(MAGIC, "\0\0\0\0\0\0\0\0", 8, &head), 0);
        assert_false(head.gnu);
        assert_int_equal(read_changed(MAGIC, "ustar\0\0\0", 8, &head), -EINVAL);
        assert_int_equal(read_changed(MAGIC, "ustar \0\0", 8, &head), -EINVAL);
        const char *why;
        unsigned char zeros[TAR_BLOCK] = {};
        assert_int_equal(tarhead_read(zeros, &head, &why), TAR_HEAD_EMPTY);
        zeros[511] = 1;
        assert_int_equal(tarhead_read(zeros, &head, &why), -EINVAL);
}

static int next(const char *text, size_t n, const char *key, const char *value)
{
        _cleanup_free_ char *copy = malloc(n + (n == 0));
        assert_non_null(copy);
        memcpy(copy, text, n);
        char *at = copy;
        size_t left = n;
        TarRecord record;
        int r = tarhead_next_record(&at, &left, &record);
        if (r == 0) {
                assert_string_equal(record.key, key);
                assert_string_equal(record.value, value);
                assert_int_equal(left, n - (size_t)(at - copy));
        }
        return r;
}

static void test_records(void **state)
{
        assert_int_equal(next("11 path=ab\n", 11, "path", "ab"), 0);
        assert_int_equal(next("7 a==b\n6 c=d\n", 13, "a", "=b"), 0);
        assert_int_equal(next("5 a=\n", 5, "a", ""), 0);
        assert_int_equal(next("8 a=b\nc\n", 8, "a", "b\nc"), 0);
        assert_int_equal(next("", 0, "", ""), 1);
        static const char *const wrong[] = {"4 a=\n",
                                            "6 a=\n",
                                            "5 a= ",
                                            "5 =ab",
                                            "5 abc\n",
                                            " a=b\n",
                                            "x a=b\n",
                                            "05",
                                            "5",
                                            "5 ",
                                            "-5 a=\n",
                                            "3 \n",
                                            "2 ",
                                            "1 a=b\n",
                                            "18446744073709551621 a=b\n",
                                            "99999999999999999999999 a=b\n"};
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                assert_int_equal(next(wrong[i], strlen(wrong[i]), "", ""), -EINVAL);
        assert_int_equal(next("7 a\0b=\n", 7, "", ""), -EINVAL);
}

/* Where entries begin, whatever the pieces. */
static void test_walk(void **state)
{
        _cleanup_strbuf_ StrBuf tar = {};
        char data[1000] = {};
        tar_make(&tar, 'g', "g", "", "11 comment=\n", 0);
        tar_make(&tar, '0', "a", "", data, sizeof data);
        tar_make(&tar, 'x', "x", "", "10 path=bb\n", 0);
        tar_make(&tar, '0', "b", "", "", 0);
        tar_make_end(&tar);
        for (size_t piece = 1; piece < tar.length; piece = piece * 3 + 1) {
                _cleanup_tarwalk_ TarWalk walk = {};
                Failure failure = {};
                TarEntry a = {}, b = {}, none;
                for (size_t at = 0; at < tar.length; at += piece)
                        assert_int_equal(tarwalk_add(&walk, tar.text + at,
                                                     tar.length - at < piece ? tar.length - at : piece,
                                                     &failure),
                                         0);
                assert_int_equal(tarwalk_end(&walk, &failure), 0);
                assert_true(tarwalk_take(&walk, &a) && tarwalk_take(&walk, &b));
                assert_false(tarwalk_take(&walk, &none));
                assert_string_equal(a.name, "a");
                assert_int_equal(a.start, 0);
                assert_int_equal(a.size, sizeof data);
                assert_string_equal(b.name, "b");
                assert_int_equal(b.start, 512 + 512 + 1024);
                tar_entry_done(&a);
                tar_entry_done(&b);
        }
}

/* What nobody took is freed; sanitizers see to that. */
static void test_left(void **state)
{
        _cleanup_strbuf_ StrBuf tar = {};
        _cleanup_tarwalk_ TarWalk walk = {};
        Failure failure = {};
        for (int i = 0; i < 200; i++)
                tar_make(&tar, '2', "link", "target", "", 0);
        tar_make(&tar, 'x', "x", "", "10 path=bb\n", 10);
        assert_int_equal(tarwalk_add(&walk, tar.text, tar.length - 512, &failure), 0);
        assert_int_equal(tarwalk_end(&walk, &failure), -EINVAL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_sizes), cmocka_unit_test(test_headers), cmocka_unit_test(test_records),
                cmocka_unit_test(test_walk),  cmocka_unit_test(test_left),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
