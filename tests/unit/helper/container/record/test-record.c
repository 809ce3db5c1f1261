/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records, written and read back; damaged ones are none. */
#include "helper/container/record/record.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static struct sock_filter instructions[] = {{0x06, 0, 0, 0x7fff0000}, {0x20, 1, 2, 0}, {0, 0, 0, 0x3d006e}};
static gid_t groups[] = {1000, 44, 2147483647};
static char *words[] = {"--group=web", "--env=A=a=b\n\xff", "--", "/bin/sh", "-c", "", "word=x", NULL};

/* FILTERED: and of an image. */
static void write_one(StrBuf *ret, bool filtered)
{
        _cleanup_strvec_ StrVec environment = {}, of_image = {};
        assert_int_equal(strvec_add(&of_image, "OF=image"), 0);
        assert_int_equal(strvec_add(&of_image, "working-dir=/x"), 0);
        assert_int_equal(strvec_add(&environment, "SECRET=x=y"), 0);
        assert_int_equal(strvec_add(&environment, "EMPTY="), 0);
        const Identity identity = {1000, 0, groups, ARRAY_SIZE(groups), "/home/a b"};
        const Filter filter = {instructions, filtered ? ARRAY_SIZE(instructions) : 0, 2, true};
        const RecordParts parts = {.pid = 4711,
                                   .seen = UINT64_C(61244525159561),
                                   .words = words,
                                   .environment = &environment,
                                   .image_environment = filtered ? &of_image : NULL,
                                   .working_dir = filtered ? "/srv/w" : NULL,
                                   .stop_signal = filtered ? 64 : 0,
                                   .identity = &identity,
                                   .label = "coslice-default",
                                   .capabilities = UINT64_C(0x1ffffffffff),
                                   .filter = &filter};
        assert_int_equal(record_write(&parts, ret), 0);
}

static void check_one(const Record *record, bool filtered)
{
        assert_int_equal(record->pid, 4711);
        assert_true(record->seen == UINT64_C(61244525159561));
        assert_int_equal(record->words.n, ARRAY_SIZE(words) - 1);
        for (size_t i = 0; words[i]; i++)
                assert_string_equal(record->words.items[i], words[i]);
        assert_null(record->words.items[record->words.n]);
        assert_int_equal(record->environment.n, 2);
        assert_string_equal(record->environment.items[0], "SECRET=x=y");
        assert_string_equal(record->environment.items[1], "EMPTY=");
        assert_int_equal(record->image_environment.n, filtered ? 2 : 0);
        assert_int_equal(record->stop_signal, filtered ? 64 : 0);
        if (filtered) {
                assert_string_equal(record->image_environment.items[0], "OF=image");
                assert_string_equal(record->image_environment.items[1], "working-dir=/x");
                assert_string_equal(record->working_dir, "/srv/w");
        } else {
                assert_null(record->working_dir);
        }
        assert_int_equal(record->identity.uid, 1000);
        assert_int_equal(record->identity.gid, 0);
        assert_int_equal(record->identity.n_groups, ARRAY_SIZE(groups));
        assert_memory_equal(record->identity.groups, groups, sizeof groups);
        assert_string_equal(record->identity.home, "/home/a b");
        assert_string_equal(record->label, "coslice-default");
        assert_true(record->capabilities == UINT64_C(0x1ffffffffff));
        assert_int_equal(record->filter.n, filtered ? ARRAY_SIZE(instructions) : 0);
        if (filtered)
                assert_memory_equal(record->filter.instructions, instructions, sizeof instructions);
        assert_int_equal(record->filter.flags, 2);
        assert_true(record->filter.has_probe);
}

static void test_round_trip(void **state)
{
        for (int filtered = 0; filtered <= 1; filtered++) {
                _cleanup_strbuf_ StrBuf buf = {};
                _cleanup_record_ Record record = {};
                write_one(&buf, filtered);
                assert_int_equal(record_read(buf.text, buf.length, &record), 0);
                check_one(&record, filtered);
        }
}

/* Cut anywhere it is none. */
static void test_cut(void **state)
{
        _cleanup_strbuf_ StrBuf buf = {};
        write_one(&buf, true);
        for (size_t n = 0; n < buf.length; n++) {
                Record record = {};
                char *copy = malloc(n + 1);
                assert_non_null(copy);
                memcpy(copy, buf.text, n);
                copy[n] = '\0';
                assert_int_equal(record_read(copy, n, &record), -EBADMSG);
                assert_null(record.label);
                free(copy);
        }
}

static void test_longer(void **state)
{
        _cleanup_strbuf_ StrBuf buf = {};
        Record record = {};
        write_one(&buf, true);
        strbuf_add_char(&buf, 'x');
        assert_int_equal(record_read(buf.text, buf.length, &record), -EBADMSG);
}

/* What a field must not be, FROM → TO of the same length. */
static void test_wrong(void **state)
{
        static const char *const wrong[][2] = {
                {"coslice1", "coslice2"},
                {"pid=4711", "pid=0000"},
                {"pid=4711", "pid=47x1"},
                {"uid=1000", "uid=-100"},
                {"gid=0", "uid=0"},
                {"label=", "lable="},
                {"probe=1", "probe=2"},
                {"filter=3", "filter=4"},
                {"filter=3", "filter=2"},
                {"home=", "word="},
                {"group=2147483647", "group=4294967295"},
                {"working-dir=/srv/w", "working-dir=srv//w"},
                {"working-dir=/srv/w", "working-dir=/../.."},
                {"stop-signal=64", "stop-signal=65"},
                {"stop-signal=64", "stop-signal=-1"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                _cleanup_strbuf_ StrBuf buf = {};
                Record record = {};
                write_one(&buf, true);
                char *at = memmem(buf.text, buf.length, wrong[i][0], strlen(wrong[i][0]));
                assert_non_null(at);
                memcpy(at, wrong[i][1], strlen(wrong[i][1]));
                assert_int_equal(record_read(buf.text, buf.length, &record), -EBADMSG);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_cut),
                                           cmocka_unit_test(test_longer), cmocka_unit_test(test_wrong)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
