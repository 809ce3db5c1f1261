/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers: every form that is taken, and those that are not. */
#include "core/base/number.h"
#include "tests/unit/unit.h"

typedef struct Case {
        const char *text;
        int answer;
        uint64_t value;
} Case;

static void check(const Case *cases, size_t n, int (*parse)(const char *, uint64_t *))
{
        for (size_t i = 0; i < n; i++) {
                uint64_t value = 42;
                int r = parse(cases[i].text, &value);
                if (r != cases[i].answer || value != (r == 0 ? cases[i].value : 42))
                        fail_msg("\"%s\": answer %d, value %llu", cases[i].text, r,
                                 (unsigned long long)value);
        }
}

static void cores(void **state)
{
        static const Case cases[] = {
                {"2", 0, 2000},
                {"0.75", 0, 750},
                {"750m", 0, 750},
                {"1.250", 0, 1250},
                {"0.001", 0, 1},
                {"1.2500", 0, 1250},
                {"0", 0, 0},
                {"010", 0, 10000},
                {"0.0005", NUMBER_FINE, 0},
                {"0.5m", NUMBER_FINE, 0},
                {"", NUMBER_SYNTAX, 0},
                {"1.", NUMBER_SYNTAX, 0},
                {".5", NUMBER_SYNTAX, 0},
                {"-1", NUMBER_SYNTAX, 0},
                {"+1", NUMBER_SYNTAX, 0},
                {"1 ", NUMBER_SYNTAX, 0},
                {"0x2", NUMBER_SYNTAX, 0},
                {"1e3", NUMBER_SYNTAX, 0},
                {"1,5", NUMBER_SYNTAX, 0},
                {"m", NUMBER_SYNTAX, 0},
                {"50%", NUMBER_SYNTAX, 0},
                {"99999999999999999999", NUMBER_RANGE, 0},
                {"18446744073709551615", NUMBER_RANGE, 0},
        };
        check(cases, ARRAY_SIZE(cases), number_parse_cores);
}

static void sizes(void **state)
{
        static const Case cases[] = {
                {"512M", 0, UINT64_C(512) << 20},
                {"1.5G", 0, UINT64_C(3) << 29},
                {"20g", 0, UINT64_C(20) << 30},
                {"256MiB", 0, UINT64_C(256) << 20},
                {"256mb", 0, UINT64_C(256) << 20},
                {"4096", 0, 4096},
                {"4096B", 0, 4096},
                {"1T", 0, UINT64_C(1) << 40},
                {"1KiB", 0, 1024},
                {"0.1K", 0, 102},
                {"1.99999999999999999999999T", 0, UINT64_C(2199023255551)},
                {"0.5000000000000000000000000000K", 0, 512},
                {"0.0000000000000000000000001T", 0, 0},
                {"16777215.9999999999999T", NUMBER_RANGE, 0},
                {"16777215.999999999999T", 0, UINT64_C(18446744073709551614)},
                {"0", 0, 0},
                {"1.5", NUMBER_FINE, 0},
                {"12Q", NUMBER_SYNTAX, 0},
                {"1 G", NUMBER_SYNTAX, 0},
                {"1..5G", NUMBER_SYNTAX, 0},
                {"G", NUMBER_SYNTAX, 0},
                {"1GG", NUMBER_SYNTAX, 0},
                {"1iB", NUMBER_SYNTAX, 0},
                {"50%", NUMBER_SYNTAX, 0},
                {"-5M", NUMBER_SYNTAX, 0},
                {"infinity", NUMBER_SYNTAX, 0},
                {"16777216T", NUMBER_RANGE, 0},
                {"99999999999999999999999", NUMBER_RANGE, 0},
        };
        check(cases, ARRAY_SIZE(cases), number_parse_size);
}

static void times(void **state)
{
        static const Case cases[] = {
                {"90", 0, 90000000},
                {"10s", 0, 10000000},
                {"1min 30s", 0, 90000000},
                {"1min30s", 0, 90000000},
                {"1.5s", 0, 1500000},
                {"300ms", 0, 300000},
                {"0.5y", 0, 15778800000000},
                {"0.9999999y", 0, 31557596844240},
                {"2h", 0, 7200000000},
                {"1m", 0, 60000000},
                {"5 us", 0, 5},
                {"1week 2days", 0, 777600000000},
                {"infinity", 0, TIME_INFINITY},
                {"0", 0, 0},
                {"5 10", 0, 15000000},
                {"", NUMBER_SYNTAX, 0},
                {"s", NUMBER_SYNTAX, 0},
                {"5x", NUMBER_SYNTAX, 0},
                {"-5", NUMBER_SYNTAX, 0},
                {"0.5us", NUMBER_FINE, 0},
                {"1mins", NUMBER_SYNTAX, 0},
                {"600000years", NUMBER_RANGE, 0},
                {"18446744073708s 999999us", 0, UINT64_C(18446744073708999999)},
                {"18446744073709", NUMBER_RANGE, 0},
                {"18446744073709s 100ms", NUMBER_RANGE, 0},
                {"18446744073709551615us", NUMBER_RANGE, 0},
        };
        check(cases, ARRAY_SIZE(cases), number_parse_time);
}

static int parse_small(const char *text, uint64_t *ret)
{
        return number_parse(text, 65535, ret);
}

static void plain(void **state)
{
        static const Case cases[] = {
                {"0", 0, 0},
                {"65535", 0, 65535},
                {"0080", 0, 80},
                {"65536", NUMBER_RANGE, 0},
                {"-1", NUMBER_SYNTAX, 0},
                {"80a", NUMBER_SYNTAX, 0},
                {"99999999999999999999x", NUMBER_SYNTAX, 0},
                {"18446744073709551616", NUMBER_RANGE, 0},
                {"", NUMBER_SYNTAX, 0},
                {" 1", NUMBER_SYNTAX, 0},
        };
        check(cases, ARRAY_SIZE(cases), parse_small);
}

static void modes_and_booleans(void **state)
{
        unsigned mode = 0;
        bool yes = false;
        assert_int_equal(number_parse_mode("1777", &mode), 0);
        assert_int_equal(mode, 01777);
        assert_int_equal(number_parse_mode("10000", &mode), NUMBER_RANGE);
        assert_int_equal(number_parse_mode("08", &mode), NUMBER_SYNTAX);
        assert_int_equal(number_parse_bool("On", &yes), 0);
        assert_true(yes);
        assert_int_equal(number_parse_bool("FALSE", &yes), 0);
        assert_false(yes);
        assert_int_equal(number_parse_bool("2", &yes), NUMBER_SYNTAX);
}

static void shown(void **state)
{
        StrBuf buf = {};
        number_add_cores(&buf, 1250);
        strbuf_add_char(&buf, ' ');
        number_add_cores(&buf, 2000);
        strbuf_add_char(&buf, ' ');
        number_add_cores(&buf, 5);
        assert_string_equal(buf.text, "1.25 2 0.005");
        strbuf_truncate(&buf, 0);
        number_add_size(&buf, UINT64_C(2) << 30);
        strbuf_add(&buf, ", ");
        number_add_size(&buf, UINT64_C(1536) << 20);
        strbuf_add(&buf, ", ");
        number_add_size(&buf, 1000);
        assert_string_equal(buf.text, "2 GiB, 1.5 GiB, 1000 bytes");
        strbuf_truncate(&buf, 0);
        number_add_time(&buf, 90000000);
        strbuf_add_char(&buf, ' ');
        number_add_time(&buf, 1500000);
        strbuf_add_char(&buf, ' ');
        number_add_time(&buf, 7);
        strbuf_add_char(&buf, ' ');
        number_add_time(&buf, TIME_INFINITY);
        strbuf_add_char(&buf, ' ');
        number_add_time(&buf, UINT64_C(18446744073708000007));
        assert_string_equal(buf.text, "90s 1s500ms 7us infinity 18446744073708s7us");
        strbuf_done(&buf);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(cores),
                cmocka_unit_test(sizes),
                cmocka_unit_test(times),
                cmocka_unit_test(plain),
                cmocka_unit_test(modes_and_booleans),
                cmocka_unit_test(shown),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
