/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Archives in pieces of any size, cut off anywhere, and with ends that fail; what many kinds of hostile ones
 * come to, tests/image/hostile.py has. */
#include "helper/image/archive/unarchive.h"

#include "tests/unit/helper/image/archive/tarmake.h"
#include "tests/unit/unit.h"

#include <errno.h>

typedef struct Given {
        const char *data;
        size_t n, piece;
        int error; /* in place of the end */
} Given;

static ssize_t give(void *context, const void **ret)
{
        Given *given = context;
        size_t n = given->n < given->piece ? given->n : given->piece;
        *ret = given->data;
        given->data += n;
        given->n -= n;
        return n == 0 ? given->error : (ssize_t)n;
}

typedef struct Taken {
        StrBuf said;
        int fail_at; /* the callback, counted from 1, that fails */
        int calls;
} Taken;

static int answer(Taken *taken)
{
        return ++taken->calls == taken->fail_at ? -EDOM : 0;
}

static int take_entry(void *context, const Entry *entry, Failure *failure)
{
        Taken *taken = context;
        strbuf_addf(&taken->said, "%d %s %s %o %u %u %lld %llu\n", entry->kind, entry->name,
                    entry->target ? entry->target : "-", entry->mode, entry->uid, entry->gid,
                    (long long)entry->seconds, (unsigned long long)entry->size);
        return answer(taken);
}

static int take_data(void *context, const void *data, size_t n, uint64_t offset, Failure *failure)
{
        Taken *taken = context;
        strbuf_add_bytes(&taken->said, data, n);
        return answer(taken);
}

static int take_end(void *context, Failure *failure)
{
        Taken *taken = context;
        strbuf_add(&taken->said, "|\n");
        return answer(taken);
}

static int read_all(const char *data, size_t n, size_t piece, int error, Taken *taken)
{
        Given given = {data, n, piece, error};
        const ByteSource source = {give, &given};
        const EntrySink sink = {take_entry, take_data, take_end, taken};
        Failure failure = {};
        int r = unarchive_entries(&source, &sink, &failure);
        assert_true(r == 0 || r == -EDOM || (failure.text[0] && failure.status > 0));
        return r;
}

static void make(StrBuf *tar)
{
        static const char path[] = "18 path=long/name\n";
        tar_make(tar, '5', "d/", "", "", 0);
        tar_make(tar, '0', "d/f", "", "data\n", 5);
        tar_make(tar, 'x', "pax", "", path, sizeof path - 1);
        tar_make(tar, '0', "short", "", "", 0);
        tar_make(tar, '2', "l", "d/f", "", 0);
        tar_make(tar, '1', "h", "d/f", "", 0);
        tar_make(tar, '6', "p", "", "", 0);
        tar_make(tar, '3', "c", "", "", 0);
}

static const char wanted[] = "1 d/ - 640 7 8 1000 0\n"
                             "0 d/f - 640 7 8 1000 5\ndata\n|\n"
                             "0 long/name - 640 7 8 1000 0\n|\n"
                             "2 l d/f 640 7 8 1000 0\n"
                             "3 h d/f 640 7 8 1000 0\n"
                             "4 p - 640 7 8 1000 0\n"
                             "5 c - 640 7 8 1000 0\n";

static void test_pieces(void **state)
{
        static const size_t pieces[] = {1, 7, 511, 512, 513, 1024, 100000};
        for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
                _cleanup_strbuf_ StrBuf tar = {};
                Taken taken = {};
                make(&tar);
                tar_make_end(&tar);
                assert_int_equal(read_all(tar.text, tar.length, pieces[i], 0, &taken), 0);
                assert_string_equal(taken.said.text, wanted);
                strbuf_done(&taken.said);
        }
}

/* Between two entries an archive may end, since some writers leave the end out; but not between an extended
 * header and what it is for. */
static void test_cut_off(void **state)
{
        _cleanup_strbuf_ StrBuf tar = {};
        make(&tar);
        for (size_t n = 0; n <= tar.length; n += SANITIZED ? 32 : 8) {
                static const size_t ends[] = {0, 512, 1536, 3072, 3584, 4096, 4608, 5120};
                Taken taken = {};
                bool good = false;
                for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
                        good = good || n == ends[i];
                int r = read_all(tar.text, n, 4096, 0, &taken);
                assert_int_equal(r, good ? 0 : -EINVAL);
                strbuf_done(&taken.said);
        }
}

static void test_failures(void **state)
{
        _cleanup_strbuf_ StrBuf tar = {};
        make(&tar);
        tar_make_end(&tar);
        for (int at = 1; at <= 10; at++) {
                Taken taken = {.fail_at = at};
                assert_int_equal(read_all(tar.text, tar.length, 512, 0, &taken), -EDOM);
                assert_int_equal(taken.calls, at);
                strbuf_done(&taken.said);
        }
        for (size_t n = 0; n <= tar.length; n += 512) {
                Taken taken = {};
                assert_int_equal(read_all(tar.text, n, 512, -EIO, &taken), -EIO);
                strbuf_done(&taken.said);
        }
}

/* One byte of a header that is another one is a mistake, or a header that is as good: never a crash. */
static void test_damaged(void **state)
{
        _cleanup_strbuf_ StrBuf tar = {};
        make(&tar);
        tar_make_end(&tar);
        for (size_t i = 0; i < tar.length - 1024; i += SANITIZED ? 3 : 1) {
                Taken taken = {};
                tar.text[i] ^= 0x15;
                int r = read_all(tar.text, tar.length, 4096, 0, &taken);
                assert_true(r == 0 || r == -EINVAL);
                size_t block = i / 512;
                bool is_header = block != 2 && block != 4;
                if (is_header)
                        assert_int_equal(r, -EINVAL); /* by its sum */
                tar.text[i] ^= 0x15;
                strbuf_done(&taken.said);
        }
}

static int put(void *context, const void *data, size_t n)
{
        return strbuf_add_bytes(context, data, n);
}

static int put_nothing(void *context, const void *data, size_t n)
{
        return -EPIPE;
}

/* A member of gzip with one stored block. */
static const char gzip[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03"
                           "\x01\x03\0\xfc\xff"
                           "abc"
                           "\xc2\x41\x24\x35\x03\0\0\0";
/* A frame of zstd with one raw block. */
static const char zstd[] = "\x28\xb5\x2f\xfd\x20\x03\x19\0\0abc";

static int copy(const char *data, size_t n, size_t piece, const ByteSink *sink)
{
        Given given = {data, n, piece, 0};
        const ByteSource source = {give, &given};
        Failure failure = {};
        int r = unarchive_copy(&source, sink, &failure);
        assert_true(r == 0 || failure.text[0]);
        return r;
}

static void test_copy(void **state)
{
        static const struct {
                const char *data;
                size_t n;
        } packed[] = {{gzip, sizeof gzip - 1}, {zstd, sizeof zstd - 1}};
        for (size_t i = 0; i < ARRAY_SIZE(packed); i++)
                for (size_t piece = 1; piece < 64; piece++) {
                        _cleanup_strbuf_ StrBuf out = {};
                        const ByteSink sink = {put, &out};
                        assert_int_equal(copy(packed[i].data, packed[i].n, piece, &sink), 0);
                        assert_string_equal(out.text, "abc");
                }
        const ByteSink broken = {put_nothing, NULL};
        assert_int_equal(copy(gzip, sizeof gzip - 1, 64, &broken), -EPIPE);
        _cleanup_strbuf_ StrBuf out = {};
        const ByteSink sink = {put, &out};
        for (size_t n = 11; n < sizeof gzip - 1; n++)
                assert_int_equal(copy(gzip, n, 64, &sink), -EINVAL);
        /* The sum of what is in it. */
        char damaged[sizeof gzip];
        memcpy(damaged, gzip, sizeof gzip);
        damaged[18] ^= 1;
        assert_true(copy(damaged, sizeof gzip - 1, 64, &sink) == -EINVAL || out.length > 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_pieces),   cmocka_unit_test(test_cut_off),
                cmocka_unit_test(test_failures), cmocka_unit_test(test_damaged),
                cmocka_unit_test(test_copy),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
