/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Configurations of images: those of tools, and those of nobody. They are data, which others took for more:
 * CVE-2026-57231 (a variable without a value had the host's), 2026-53488 (a label became a command),
 * 2026-24054 (no layers). */
#include "helper/image/document/config.h"

#include "helper/image/document/manifest.h"
#include "tests/unit/helper/image/document/json-text.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define OF(head, config, diffs) \
        "{" head ",'config':" config ",'rootfs':{'type':'layers','diff_ids':[" diffs "]}}"
#define HEAD         "'architecture':'amd64','os':'linux'"
#define WITH(config) OF(HEAD, config, "$a")

static const Platform amd64 = {"linux", "amd64", ""};

static int read_json(const char *json, size_t n_layers, ImageRecord *ret, StrVec *diffs, Failure *failure)
{
        _cleanup_free_ char *text = json_text(json);
        assert_non_null(text);
        return config_read(text, strlen(text), &amd64, n_layers, ret, diffs, failure);
}

static void read_well(const char *json, ImageRecord *ret)
{
        _cleanup_strvec_ StrVec diffs = {};
        Failure failure = {};
        if (read_json(json, 1, ret, &diffs, &failure) != 0)
                fail_msg("%s", failure.text);
        assert_int_equal(diffs.n, 1);
        assert_string_equal(diffs.items[0], HEX_A);
        assert_int_equal(ret->layers.n, 1);
        assert_string_equal(ret->layers.items[0], HEX_A);
        assert_string_equal(ret->platform, "linux/amd64");
        assert_null(ret->digest);
        /* With what is its caller's it is valid. */
        ImageRecord whole = *ret;
        char hex[] = HEX_A;
        whole.digest = whole.manifest = whole.config = hex;
        assert_true(image_record_is_valid(&whole));
}

static void assert_vec(const StrVec *vec, const char *const *expected)
{
        size_t n = 0;
        for (; expected[n]; n++) {
                assert_true(n < vec->n);
                assert_string_equal(vec->items[n], expected[n]);
        }
        assert_int_equal(vec->n, n);
}
#define ASSERT_VEC(vec, ...) assert_vec(vec, (const char *const[]){__VA_ARGS__, NULL})

/* As Docker's builders write them. */
static void test_all(void **state)
{
        static const char json[] =
                WITH("{'Hostname':'','User':'www:www','ExposedPorts':{'80/tcp':{},'53/"
                     "UDP':{},'8000-8010':{}},'AttachStdin':false,"
                     "'Env':['PATH=/bin','A=','B=x=y','PATH=/sbin','M=a\\nb'],'Cmd':['-g','daemon off;',''],"
                     "'Entrypoint':['/docker-entrypoint.sh'],'Image':'sha256:abc','Volumes':{'/data/':{},'/"
                     "data':{},'/a/../b':{}},"
                     "'WorkingDir':'/srv/./app/"
                     "','OnBuild':null,'Labels':{'a.b':'c=d','e':null,'f':''},'StopSignal':'SIGQUIT',"
                     "'Shell':['/bin/"
                     "sh','-c'],'ArgsEscaped':true,'Memory':0,'Healthcheck':{'Test':['CMD-SHELL','true || "
                     "exit 1'],"
                     "'Interval':30000000000,'Timeout':1,'StartPeriod':0,'StartInterval':1001,'Retries':3}}");
        _cleanup_image_record_ ImageRecord record = {};
        read_well(json, &record);
        ASSERT_VEC(&record.env, "PATH=/bin", "A=", "B=x=y", "PATH=/sbin", "M=a\nb");
        assert_true(record.has_entrypoint && record.has_cmd);
        ASSERT_VEC(&record.entrypoint, "/docker-entrypoint.sh");
        ASSERT_VEC(&record.cmd, "-g", "daemon off;", "");
        assert_string_equal(record.working_dir, "/srv/app");
        assert_string_equal(record.user, "www:www");
        assert_int_equal(record.stop_signal, SIGQUIT);
        ASSERT_VEC(&record.volumes, "/data", "/b");
        ASSERT_VEC(&record.ports, "80/tcp", "53/udp", "8000-8010/tcp");
        ASSERT_VEC(&record.labels, "a.b=c=d", "e=", "f=");
        assert_true(record.health.given);
        ASSERT_VEC(&record.health.test, "CMD-SHELL", "true || exit 1");
        assert_true(record.health.interval_usec == 30000000 && record.health.timeout_usec == 1);
        assert_true(record.health.start_period_usec == 0 && record.health.start_interval_usec == 2);
        assert_int_equal(record.health.retries, 3);
}

/* Absent, null and empty are the same, but for words that were said. */
static void test_nothing(void **state)
{
        static const struct {
                const char *json;
                bool words;
        } rows[] = {
                {"{" HEAD ",'rootfs':{'type':'layers','diff_ids':[$a]}}", false},
                {WITH("null"), false},
                {WITH("{}"), false},
                {WITH("{'Env':null,'Entrypoint':null,'Cmd':null,'WorkingDir':null,'User':null,'StopSignal':"
                      "null,'Volumes':null,"
                      "'ExposedPorts':null,'Labels':null,'Healthcheck':null}"),
                 false},
                {WITH("{'Env':[],'Entrypoint':[],'Cmd':[],'WorkingDir':'','User':'','StopSignal':'','Volumes'"
                      ":{},"
                      "'ExposedPorts':{},'Labels':{},'Healthcheck':{}}"),
                 true},
                {WITH("{'Healthcheck':{'Test':[],'Interval':5,'Retries':3}}"), false},
                /* Of another case, they are other keys. */
                {WITH("{'env':['A=b'],'cmd':['a'],'USER':'a'}"), false},
                {OF(HEAD ",'variant':'','created':'x','author':1,'history':[{}],'moby.buildkit':[[[[{}]]]]",
                    "{}", "$a"),
                 false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_image_record_ ImageRecord record = {};
                read_well(rows[i].json, &record);
                assert_int_equal(record.env.n + record.entrypoint.n + record.cmd.n + record.volumes.n +
                                         record.ports.n + record.labels.n + record.health.test.n,
                                 0);
                assert_int_equal(record.has_entrypoint, rows[i].words);
                assert_int_equal(record.has_cmd, rows[i].words);
                assert_null(record.working_dir);
                assert_null(record.user);
                assert_int_equal(record.stop_signal, 0);
                assert_false(record.health.given);
        }
}

static void test_signals(void **state)
{
        static const struct {
                const char *config;
                int number;
        } rows[] = {
                {WITH("{'StopSignal':'9'}"), 9},
                {WITH("{'StopSignal':'QUIT'}"), SIGQUIT},
                {WITH("{'StopSignal':'sigusr1'}"), SIGUSR1},
                {WITH("{'StopSignal':'SIGRTMIN+3'}"), 37},
                {WITH("{'StopSignal':'RTMAX-2'}"), 62},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_image_record_ ImageRecord record = {};
                read_well(rows[i].config, &record);
                assert_int_equal(record.stop_signal, rows[i].number);
        }
}

static void test_health(void **state)
{
        _cleanup_image_record_ ImageRecord none = {}, words = {};
        read_well(WITH("{'Healthcheck':{'Test':['NONE']}}"), &none);
        assert_true(none.health.given);
        ASSERT_VEC(&none.health.test, "NONE");
        read_well(WITH("{'Healthcheck':{'Test':['CMD','a','b']}}"), &words);
        ASSERT_VEC(&words.health.test, "CMD", "a", "b");
}

static const struct {
        const char *json, *words;
} refused[] = {
        {"", "line 1, column 1: the file ends here, in the middle of JSON"},
        {"null", "the configuration is no object"},
        {"{}", "the configuration has no os"},
        {"{'os':'linux'}", "the configuration has no architecture"},
        {"{" HEAD "}", "the configuration has no rootfs"},
        {"{" HEAD ",'rootfs':null}", "the configuration has no rootfs"},
        {"{" HEAD ",'rootfs':{'type':'layers'}}", "rootfs has no diff_ids"},
        {"{" HEAD ",'rootfs':{'diff_ids':[$a]}}", "rootfs has no type"},
        {"{" HEAD ",'rootfs':{'type':'layers+base','diff_ids':[$a]}}",
         "rootfs.type: \"layers+base\" is not \"layers\""},
        {"{" HEAD ",'rootfs':{'type':'layers','diff_ids':$a}}", "rootfs.diff_ids is no array"},
        {OF(HEAD, "{}", ""), "the configuration has no layers"},
        {OF(HEAD, "{}", "$a,$b"), "the configuration has 2 layers, and the manifest 1"},
        {OF(HEAD, "{}", "'sha256:../..'"),
         "rootfs.diff_ids[0] is no digest: sha256: and 64 lower-case hexadecimal digits"},
        {OF(HEAD, "{}", "'sha384:00'"), "rootfs.diff_ids[0] is a digest of another algorithm than sha256"},
        {OF(HEAD, "{}", "null"), "rootfs.diff_ids[0] is no string"},
        {OF("'os':'','architecture':'amd64'", "{}", "$a"),
         "the configuration doesn't say for which machine it is: os or architecture is empty"},
        {OF("'os':'linux','architecture':'arm64','variant':'v8'", "{}", "$a"),
         "the configuration is for linux/arm64/v8, and this machine is linux/amd64"},
        {OF("'os':'windows','architecture':'amd64'", "{}", "$a"),
         "the configuration is for windows/amd64, and this machine is linux/amd64"},
        {OF("'os':'linux','architecture':'amd64','variant':'v4'", "{}", "$a"),
         "the configuration is for linux/amd64/v4, and this machine is linux/amd64"},
        {OF("'os':'linux','architecture':'AMD64'", "{}", "$a"),
         "architecture: \"AMD64\" is no word of a platform"},
        {OF("'os':1,'architecture':'amd64'", "{}", "$a"), "os is no string"},
        {WITH("[]"), "config is no object"},
        {WITH("'a'"), "config is no object"},
        {WITH("{'Env':{}}"), "config.Env is no array"},
        {WITH("{'Env':'A=b'}"), "config.Env is no array"},
        {WITH("{'Env':['A=b','PATH']}"), "config.Env[1]: \"PATH\" is no variable, NAME=VALUE"},
        {WITH("{'Env':['=b']}"), "config.Env[0]: \"=b\" is no variable, NAME=VALUE"},
        {WITH("{'Env':['']}"), "config.Env[0]: \"\" is no variable, NAME=VALUE"},
        {WITH("{'Env':['A\\nLD_PRELOAD=b']}"), "config.Env[0]: the text is no variable, NAME=VALUE"},
        {WITH("{'Env':['A=b\\u0000c']}"), "config.Env[0] has a NUL in it"},
        {WITH("{'Env':[null]}"), "config.Env[0] is no string"},
        {WITH("{'Env':[1]}"), "config.Env[0] is no string"},
        {WITH("{'Env':[],'Env':[]}"), "line 1, column 58: a key that stands twice in an object"},
        {WITH("{'Entrypoint':'/bin/sh'}"), "config.Entrypoint is no array"},
        {WITH("{'Entrypoint':[['a']]}"), "config.Entrypoint[0] is no string"},
        {WITH("{'Cmd':true}"), "config.Cmd is no array"},
        {WITH("{'Cmd':['a',2]}"), "config.Cmd[1] is no string"},
        {WITH("{'WorkingDir':'srv'}"), "config.WorkingDir: \"srv\" is no absolute path"},
        {WITH("{'WorkingDir':'../etc'}"), "config.WorkingDir: \"../etc\" is no absolute path"},
        {WITH("{'WorkingDir':'/a\\u001b[0m'}"),
         "config.WorkingDir: the text is no path that could be one of an image"},
        {WITH("{'WorkingDir':['/']}"), "config.WorkingDir is no string"},
        {WITH("{'User':0}"), "config.User is no string"},
        {WITH("{'User':'a\\nb'}"), "config.User: the text is no user"},
        {WITH("{'StopSignal':15}"), "config.StopSignal is no string"},
        {WITH("{'StopSignal':'SIGFOO'}"), "config.StopSignal: \"SIGFOO\" is no signal"},
        {WITH("{'StopSignal':'0'}"), "config.StopSignal: \"0\" is no signal"},
        {WITH("{'StopSignal':'65'}"), "config.StopSignal: \"65\" is no signal"},
        {WITH("{'Volumes':['/data']}"), "config.Volumes is no object"},
        {WITH("{'Volumes':{'[/data]':{}}}"), "config.Volumes[0]: \"[/data]\" is no absolute path"},
        {WITH("{'Volumes':{'/a':{},'/':{}}}"),
         "config.Volumes[1]: \"/\" is all of the image, which can't be a volume"},
        {WITH("{'Volumes':{'/a/..':{}}}"),
         "config.Volumes[0]: \"/a/..\" is all of the image, which can't be a volume"},
        {WITH("{'Volumes':{'/\\u0041':{}}}"), "line 1, column 60: a key with an escape in it"},
        {WITH("{'ExposedPorts':{'http':{}}}"),
         "config.ExposedPorts[0]: \"http\" is no port like 80/tcp or 5000-5010/udp"},
        {WITH("{'ExposedPorts':{'0/tcp':{}}}"),
         "config.ExposedPorts[0]: \"0/tcp\" is no port like 80/tcp or 5000-5010/udp"},
        {WITH("{'ExposedPorts':[80]}"), "config.ExposedPorts is no object"},
        {WITH("{'Labels':{'a':1}}"), "config.Labels[0] is no string"},
        {WITH("{'Labels':{'':''}}"), "config.Labels[0]: \"\" is no name of a label"},
        {WITH("{'Labels':{'a=b':''}}"), "config.Labels[0]: \"a=b\" is no name of a label"},
        {WITH("{'Labels':['a=b']}"), "config.Labels is no object"},
        {WITH("{'Healthcheck':[]}"), "config.Healthcheck is no object"},
        {WITH("{'Healthcheck':{'Test':'true'}}"), "config.Healthcheck.Test is no array"},
        {WITH("{'Healthcheck':{'Test':['true']}}"),
         "config.Healthcheck.Test: \"true\" is no kind of check: NONE, CMD and CMD-SHELL are"},
        {WITH("{'Healthcheck':{'Test':['CMD']}}"), "config.Healthcheck.Test has no words behind CMD"},
        {WITH("{'Healthcheck':{'Test':['CMD-SHELL','a','b']}}"),
         "config.Healthcheck.Test has not one line for a shell behind CMD-SHELL"},
        {WITH("{'Healthcheck':{'Test':['NONE'],'Interval':-1}}"),
         "config.Healthcheck.Interval is no whole number from 0 to 9223372036854775807"},
        {WITH("{'Healthcheck':{'Test':['NONE'],'Interval':1.5}}"),
         "config.Healthcheck.Interval is no whole number from 0 to 9223372036854775807"},
        {WITH("{'Healthcheck':{'Test':['NONE'],'Retries':99999999999}}"),
         "config.Healthcheck.Retries is no whole number from 0 to 2147483647"},
        {"{" HEAD ",'a':[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
         "line 1, column 73: more than 32 arrays and objects in each other"},
};

static void test_refused(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
                Failure failure = {};
                ImageRecord record = {};
                StrVec diffs = {};
                assert_int_equal(read_json(refused[i].json, 1, &record, &diffs, &failure), -EINVAL);
                assert_string_equal(failure.text, refused[i].words);
                assert_null(record.platform);
                assert_int_equal(diffs.n, 0);
        }
}

/* N times UNIT after HEAD_, then TAIL. */
static void check_many(const char *head, const char *unit, size_t n, const char *tail, const char *words)
{
        _cleanup_strbuf_ StrBuf json = {};
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_strvec_ StrVec diffs = {};
        Failure failure = {};
        strbuf_add(&json, head);
        for (size_t i = 0; i < n; i++) {
                for (const char *c = unit; *c; c++)
                        if (*c == '#')
                                strbuf_addf(&json, "%zu", i);
                        else
                                strbuf_add_char(&json, *c);
        }
        strbuf_add(&json, tail);
        assert_int_equal(read_json(json.text, 1, &record, &diffs, &failure), words ? -EINVAL : 0);
        if (words)
                assert_non_null(strstr(failure.text, words));
}

static void test_sizes(void **state)
{
#define BEFORE "{" HEAD ",'rootfs':{'type':'layers','diff_ids':[$a]},'config':"
        check_many(BEFORE "{'Env':['A=", "x", CONFIG_WORD_MAX - 2, "']}}", NULL);
        check_many(BEFORE "{'Env':['A=", "x", CONFIG_WORD_MAX - 1, "']}}",
                   "config.Env[0] has more than 131071 bytes");
        check_many(BEFORE "{'Cmd':['", "x", CONFIG_WORD_MAX + 1, "']}}",
                   "config.Cmd[0] has more than 131071 bytes");
        check_many(BEFORE "{'Labels':{", "'k#':'',", 1023, "'last':''}}}", NULL);
        check_many(BEFORE "{'Labels':{", "'k#':'',", 1024, "'last':''}}}",
                   "an object with more than 1024 keys");
        check_many(BEFORE "{'WorkingDir':'", "/x", 2047, "'}}", NULL);
        check_many(BEFORE "{'WorkingDir':'", "/x", 2048, "'}}", "is no path that could be one of an image");
        check_many(BEFORE "{'User':'", "u", IMAGE_USER_MAX + 1, "'}}", "config.User: the text is no user");
        check_many("{" HEAD ",'rootfs':{'type':'layers','diff_ids':[", "$a,", IMAGE_LAYERS_MAX, "$a]}}",
                   "rootfs.diff_ids[128] is one more than 128 layers");
        check_many(BEFORE "{'Env':['A=", "\xff", 1, "']}}", "invalid utf-8 string");
        check_many(BEFORE "{}}", " ", CONFIG_SIZE_MAX, "", "the configuration has more than 4 MiB");
}

static void test_layers(void **state)
{
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_strvec_ StrVec diffs = {};
        Failure failure = {};
        assert_int_equal(read_json(OF(HEAD, "{}", "$a,$b,$b"), 3, &record, &diffs, &failure), 0);
        ASSERT_VEC(&diffs, HEX_A, HEX_B, HEX_B);
        assert_int_equal(record.layers.n, 3);
        assert_string_equal(record.layers.items[0], HEX_A);
        assert_string_not_equal(record.layers.items[1], record.layers.items[2]);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_all),    cmocka_unit_test(test_nothing), cmocka_unit_test(test_signals),
                cmocka_unit_test(test_health), cmocka_unit_test(test_refused), cmocka_unit_test(test_sizes),
                cmocka_unit_test(test_layers),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
