/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records of images: each has one form, and each form is of one record. */
#include "core/contract/imagerecord.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define TEN "0123456789"
#define HEX TEN TEN TEN TEN TEN TEN "abc"

/* Fields of a text in which a comma stands for each NUL. */
#define HEAD "coslice-image1,digest=" HEX "1,manifest=" HEX "2,config=" HEX "3,platform=linux/amd64,"
#define LEAST_TAIL                                                                                  \
        "max-id=0,log-links=0,has-entrypoint=0,has-cmd=0,stop-signal=0,health=0,health-interval=0," \
        "health-timeout=0,health-start-period=0,health-start-interval=0,health-retries=0,"
#define LEAST HEAD "layer=" HEX "4," LEAST_TAIL

static int read_commas(const char *text, ImageRecord *ret)
{
        _cleanup_free_ char *copy = strdup(text);
        assert_non_null(copy);
        for (char *c = copy; *c; c++)
                if (*c == ',')
                        *c = '\0';
        return image_record_read(copy, strlen(text), ret);
}

/* The least that one can be. */
static void fill_least(ImageRecord *record)
{
        *record = (ImageRecord){
                .digest = strdup(HEX "1"),
                .manifest = strdup(HEX "2"),
                .config = strdup(HEX "3"),
                .platform = strdup("linux/amd64"),
        };
        assert_int_equal(strvec_add(&record->layers, HEX "4"), 0);
}

static void fill_all(ImageRecord *record)
{
        fill_least(record);
        assert_int_equal(strvec_add(&record->layers, HEX "5"), 0);
        record->max_id = IMAGE_ID_MAX;
        record->log_links = record->has_entrypoint = record->has_cmd = true;
        assert_int_equal(strvec_add(&record->env, "PATH=/bin"), 0);
        assert_int_equal(strvec_add(&record->env, "LINES=a\nb=\x1b"), 0);
        assert_int_equal(strvec_add(&record->env, "EMPTY="), 0);
        assert_int_equal(strvec_add(&record->entrypoint, "/bin/sh"), 0);
        assert_int_equal(strvec_add(&record->entrypoint, ""), 0);
        assert_int_equal(strvec_add(&record->cmd, "a\n\xc3\xa4"), 0);
        record->working_dir = strdup("/srv/a b");
        record->user = strdup("www:www");
        record->stop_signal = 64;
        assert_int_equal(strvec_add(&record->volumes, "/data"), 0);
        assert_int_equal(strvec_add(&record->ports, "80/tcp"), 0);
        assert_int_equal(strvec_add(&record->labels, "a=b=c"), 0);
        record->health = (ImageHealth){.given = true,
                                       .interval_usec = 1,
                                       .timeout_usec = INT64_MAX,
                                       .start_period_usec = 2,
                                       .start_interval_usec = 3,
                                       .retries = INT32_MAX};
        assert_int_equal(strvec_add(&record->health.test, "CMD"), 0);
        assert_int_equal(strvec_add(&record->health.test, "true"), 0);
}

static void assert_vec(const StrVec *a, const StrVec *b)
{
        assert_int_equal(a->n, b->n);
        for (size_t i = 0; i < a->n; i++)
                assert_string_equal(a->items[i], b->items[i]);
}

static void assert_text(const char *a, const char *b)
{
        assert_int_equal(!a, !b);
        if (a)
                assert_string_equal(a, b);
}

static void assert_same(const ImageRecord *a, const ImageRecord *b)
{
        assert_text(a->digest, b->digest);
        assert_text(a->manifest, b->manifest);
        assert_text(a->config, b->config);
        assert_text(a->platform, b->platform);
        assert_vec(&a->layers, &b->layers);
        assert_int_equal(a->max_id, b->max_id);
        assert_int_equal(a->log_links, b->log_links);
        assert_vec(&a->env, &b->env);
        assert_int_equal(a->has_entrypoint, b->has_entrypoint);
        assert_int_equal(a->has_cmd, b->has_cmd);
        assert_vec(&a->entrypoint, &b->entrypoint);
        assert_vec(&a->cmd, &b->cmd);
        assert_text(a->working_dir, b->working_dir);
        assert_text(a->user, b->user);
        assert_int_equal(a->stop_signal, b->stop_signal);
        assert_vec(&a->volumes, &b->volumes);
        assert_vec(&a->ports, &b->ports);
        assert_vec(&a->labels, &b->labels);
        assert_int_equal(a->health.given, b->health.given);
        assert_vec(&a->health.test, &b->health.test);
        assert_true(a->health.interval_usec == b->health.interval_usec);
        assert_true(a->health.timeout_usec == b->health.timeout_usec);
        assert_true(a->health.start_period_usec == b->health.start_period_usec);
        assert_true(a->health.start_interval_usec == b->health.start_interval_usec);
        assert_int_equal(a->health.retries, b->health.retries);
}

static void check_round_trip(const ImageRecord *record)
{
        _cleanup_image_record_ ImageRecord again = {};
        _cleanup_strbuf_ StrBuf text = {}, text_again = {};
        assert_int_equal(image_record_write(record, &text), 0);
        assert_int_equal(image_record_read(text.text, text.length, &again), 0);
        assert_same(record, &again);
        assert_int_equal(image_record_write(&again, &text_again), 0);
        assert_int_equal(text.length, text_again.length);
        assert_memory_equal(text.text, text_again.text, text.length);
}

static void test_round_trip(void **state)
{
        _cleanup_image_record_ ImageRecord least = {}, all = {}, empty = {};
        fill_least(&least);
        check_round_trip(&least);
        fill_all(&all);
        check_round_trip(&all);
        /* Said, and without a word. */
        fill_least(&empty);
        empty.has_entrypoint = empty.has_cmd = empty.health.given = true;
        check_round_trip(&empty);
}

static void test_form(void **state)
{
        _cleanup_image_record_ ImageRecord least = {};
        _cleanup_strbuf_ StrBuf text = {};
        fill_least(&least);
        assert_int_equal(image_record_write(&least, &text), 0);
        assert_int_equal(text.length, strlen(LEAST));
        for (size_t i = 0; i < text.length; i++)
                assert_int_equal(text.text[i] ? text.text[i] : ',', LEAST[i]);
}

static void test_cut(void **state)
{
        _cleanup_image_record_ ImageRecord all = {}, again = {};
        _cleanup_strbuf_ StrBuf text = {};
        fill_all(&all);
        assert_int_equal(image_record_write(&all, &text), 0);
        for (size_t size = 0; size < text.length; size++) {
                char last = text.text[size];
                text.text[size] = '\0';
                assert_int_equal(image_record_read(text.text, size, &again), -EBADMSG);
                text.text[size] = last;
        }
        strbuf_add_char(&text, 'x');
        assert_int_equal(image_record_read(text.text, text.length, &again), -EBADMSG);
        assert_null(again.digest);
}

static void test_refused(void **state)
{
        static const char *const rows[] = {
                "",
                "coslice-image1",
                "coslice-image2,",
                "coslice1,",
                HEAD LEAST_TAIL, /* no layer */
                HEAD HEAD "layer=" HEX "4," LEAST_TAIL,
                LEAST ",",
                LEAST "x=1,",
                LEAST "health-retries=0,",
                HEAD "layer=" HEX "4,layer=" HEX "," LEAST_TAIL,
                HEAD "layer=../../etc," LEAST_TAIL,
                "coslice-image1,digest=" HEX ",manifest=" HEX "2,config=" HEX
                "3,platform=linux/amd64,layer=" HEX "4," LEAST_TAIL,
                /* Out of order, and another form of a number. */
                "coslice-image1,manifest=" HEX "2,digest=" HEX "1,config=" HEX
                "3,platform=linux/amd64,layer=" HEX "4," LEAST_TAIL,
                HEAD "layer=" HEX "4,max-id=00,log-links=0,has-entrypoint=0,has-cmd=0,stop-signal=0,health=0,"
                     "health-interval=0,health-timeout=0,health-start-period=0,health-start-interval=0,"
                     "health-retries=0,",
                HEAD "layer=" HEX
                     "4,max-id=4294967295,log-links=0,has-entrypoint=0,has-cmd=0,stop-signal=0,health=0,"
                     "health-interval=0,health-timeout=0,health-start-period=0,health-start-interval=0,"
                     "health-retries=0,",
                HEAD "layer=" HEX "4,max-id=0,log-links=2,has-entrypoint=0,has-cmd=0,stop-signal=0,health=0,"
                     "health-interval=0,health-timeout=0,health-start-period=0,health-start-interval=0,"
                     "health-retries=0,",
                /* Words without having been said, and a check's. */
                HEAD
                "layer=" HEX "4,max-id=0,log-links=0,has-entrypoint=0,entrypoint=a,has-cmd=0,stop-signal=0,"
                "health=0,health-interval=0,health-timeout=0,health-start-period=0,health-start-interval=0,"
                "health-retries=0,",
                HEAD "layer=" HEX "4,max-id=0,log-links=0,has-entrypoint=0,has-cmd=0,stop-signal=65,health=0,"
                     "health-interval=0,health-timeout=0,health-start-period=0,health-start-interval=0,"
                     "health-retries=0,",
                HEAD "layer=" HEX "4,max-id=0,log-links=0,has-entrypoint=0,has-cmd=0,stop-signal=0,health=0,"
                     "health-interval=1,health-timeout=0,health-start-period=0,health-start-interval=0,"
                     "health-retries=0,",
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                ImageRecord record = {};
                assert_int_equal(read_commas(rows[i], &record), -EBADMSG);
                assert_null(record.digest);
        }
        _cleanup_image_record_ ImageRecord record = {};
        assert_int_equal(read_commas(LEAST, &record), 0);
}

/* What read() would refuse is not written. */
static void test_not_written(void **state)
{
        for (unsigned i = 0;; i++) {
                _cleanup_image_record_ ImageRecord record = {};
                _cleanup_strbuf_ StrBuf text = {};
                bool last = false;
                fill_all(&record);
                switch (i) {
                case 0: record.digest[0] = 'A'; break;
                case 1: strvec_clear(&record.layers); break;
                case 2: record.max_id = UINT32_MAX; break;
                case 3: record.stop_signal = -1; break;
                case 4: record.has_cmd = false; break;
                case 5: record.has_entrypoint = false; break;
                case 6: record.health.given = false; break;
                case 7: record.health.interval_usec = UINT64_MAX; break;
                case 8: strvec_add(&record.env, "=x"); break;
                case 9: strvec_add(&record.cmd, "\xff"); break;
                case 10: record.user[0] = '\0'; break;
                case 11: strcpy(record.working_dir, "a"); break;
                case 12: strvec_add(&record.volumes, "/"); break;
                case 13: strvec_add(&record.ports, "tcp"); break;
                case 14: strvec_add(&record.labels, "a"); break;
                case 15: free(TAKE_PTR(record.platform)); break;
                case 16:
                        while (record.layers.n <= IMAGE_LAYERS_MAX)
                                strvec_add(&record.layers, HEX "6");
                        break;
                default: last = true;
                }
                assert_int_equal(image_record_write(&record, &text), last ? 0 : -EINVAL);
                if (last)
                        break;
                assert_int_equal(text.length, 0);
        }
}

static void test_too_large(void **state)
{
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_strbuf_ StrBuf text = {};
        fill_least(&record);
        char *word = malloc(IMAGE_RECORD_MAX);
        assert_non_null(word);
        memset(word, 'a', IMAGE_RECORD_MAX - 1);
        word[IMAGE_RECORD_MAX - 1] = '\0';
        record.has_cmd = true;
        assert_int_equal(strvec_take(&record.cmd, word), 0);
        strbuf_add(&text, "before");
        assert_int_equal(image_record_write(&record, &text), -E2BIG);
        assert_string_equal(text.text, "before");
        /* As large as may be. */
        word[IMAGE_RECORD_MAX - strlen(LEAST) - strlen("cmd=,")] = '\0';
        text.length = 0;
        assert_int_equal(image_record_write(&record, &text), 0);
        assert_int_equal(text.length, IMAGE_RECORD_MAX);
        check_round_trip(&record);
}

static void test_values(void **state)
{
        static const struct {
                bool (*is_valid)(const char *text);
                const char *text;
                bool expected;
        } rows[] = {
                {image_variable_is_valid, "A=", true},
                {image_variable_is_valid, "a.b-c d==\n", true},
                {image_variable_is_valid, "A", false},
                {image_variable_is_valid, "", false},
                {image_variable_is_valid, "=A", false},
                {image_variable_is_valid, "A\n=", false},
                {image_variable_is_valid, "A\xc2\x80=", false},
                {image_variable_is_valid, "A=\xff", false},
                {image_user_is_valid, "0", true},
                {image_user_is_valid, "www:1000", true},
                {image_user_is_valid, "", false},
                {image_user_is_valid, "a\x1b[0m", false},
                {image_path_is_valid, "/a", true},
                {image_path_is_valid, "/", true},
                {image_path_is_valid, "", false},
                {image_path_is_valid, "a", false},
                {image_path_is_valid, "/a/../b", false},
                {image_path_is_valid, "/a\n", false},
                {image_port_is_valid, "1/tcp", true},
                {image_port_is_valid, "65535/udp", true},
                {image_port_is_valid, "80-81/sctp", true},
                {image_port_is_valid, "80", false},
                {image_port_is_valid, "0/tcp", false},
                {image_port_is_valid, "080/tcp", false},
                {image_port_is_valid, "65536/tcp", false},
                {image_port_is_valid, "4294967377/tcp", false},
                {image_port_is_valid, "81-80/tcp", false},
                {image_port_is_valid, "80-80/tcp", false},
                {image_port_is_valid, "80-/tcp", false},
                {image_port_is_valid, "80/icmp", false},
                {image_port_is_valid, "80/tcp ", false},
                {image_port_is_valid, "", false},
                {image_label_is_valid, "a=", true},
                {image_label_is_valid, "a=\n=", true},
                {image_label_is_valid, "a", false},
                {image_label_is_valid, "=a", false},
                {image_label_is_valid, "", false},
                {image_label_is_valid, "a=\xc0\x80", false},
                {image_platform_is_valid, "linux/amd64", true},
                {image_platform_is_valid, "linux/arm64/v8", true},
                {image_platform_is_valid, "linux", false},
                {image_platform_is_valid, "linux/", false},
                {image_platform_is_valid, "/amd64", false},
                {image_platform_is_valid, "linux//v8", false},
                {image_platform_is_valid, "linux/arm64/v8/x", false},
                {image_platform_is_valid, "Linux/amd64", false},
                {image_platform_is_valid, "linux/" TEN TEN TEN "012", false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                if (rows[i].is_valid(rows[i].text) != rows[i].expected)
                        fail_msg("row %zu: \"%s\"", i, rows[i].text);
        char user[IMAGE_USER_MAX + 2];
        memset(user, 'u', sizeof user);
        user[IMAGE_USER_MAX + 1] = '\0';
        assert_false(image_user_is_valid(user));
        user[IMAGE_USER_MAX] = '\0';
        assert_true(image_user_is_valid(user));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_round_trip),  cmocka_unit_test(test_form),
                cmocka_unit_test(test_cut),         cmocka_unit_test(test_refused),
                cmocka_unit_test(test_not_written), cmocka_unit_test(test_too_large),
                cmocka_unit_test(test_values),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
