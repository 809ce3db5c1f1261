/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of keys, read one by one: what is kept, and that a mistake leaves the field as it was. Messages
 * stand in tests/mistakes. */
#include "generator/parse/values.h"

#include "tests/unit/unit.h"

#include <string.h>

static const Place here = {.file = "web.group", .line = 7, .section = "Container app", .key = "Key"};

/* The scalar that VALUE makes of the key NAME; false if it is a mistake. */
static bool read_scalar(SectionKind section, const char *name, const char *value, Scalar *ret)
{
        _cleanup_diag_list_ DiagList diags = {};
        const ValueContext ctx = {.diags = &diags, .definition_path = "/etc/coslice/groups/web.group"};
        const Key *key = key_find(section, name);
        assert_non_null(key);
        *ret = (Scalar){};
        assert_int_equal(value_read_scalar(&ctx, key, value, &here, ret), 0);
        assert_int_equal(ret->set, diags.n_errors == 0);
        return ret->set;
}

static const struct {
        SectionKind section;
        const char *key, *value;
        bool good;
        uint64_t number;
} numbers[] = {
        {SECTION_CONTAINER, "ReadOnly", "Yes", true, 1},
        {SECTION_CONTAINER, "ReadOnly", "off", true, 0},
        {SECTION_CONTAINER, "ReadOnly", "yep", false, 0},
        {SECTION_CONTAINER, "Cpu", "0.75", true, 750},
        {SECTION_CONTAINER, "Cpu", "100000", true, 100000000},
        {SECTION_CONTAINER, "Cpu", "100000.001", false, 0},
        {SECTION_CONTAINER, "Cpu", "0", false, 0},
        {SECTION_CONTAINER, "Memory", "1.5G", true, 1610612736},
        {SECTION_CONTAINER, "Memory", "0", false, 0},
        {SECTION_GROUP, "Swap", "0", true, 0},
        {SECTION_VOLUME, "Size", "4096", true, 4096},
        {SECTION_VOLUME, "Mode", "440", true, 0440},
        {SECTION_VOLUME, "Mode", "0777", true, 0777},
        {SECTION_VOLUME, "Mode", "0", true, 0},
        {SECTION_VOLUME, "Mode", "1000", false, 0},
        {SECTION_VOLUME, "Mode", "0o440", false, 0},
        {SECTION_VOLUME, "Mode", "0480", false, 0},
        {SECTION_CONTAINER, "PidsLimit", "4294967295", true, 4294967295},
        {SECTION_CONTAINER, "PidsLimit", "0", false, 0},
        {SECTION_CONTAINER, "LogRateLimitBurst", "0", true, 0},
        {SECTION_CONTAINER, "LogRateLimitBurst", "4294967295", true, 4294967295},
        {SECTION_CONTAINER, "LogRateLimitBurst", "4294967296", false, 0},
        {SECTION_CONTAINER, "LogRateLimitBurst", "-1", false, 0},
        {SECTION_CONTAINER, "LogRateLimitIntervalSec", "0", true, 0},
        {SECTION_CONTAINER, "LogRateLimitIntervalSec", "30s", true, 30000000},
        {SECTION_CONTAINER, "StopTimeout", "1min 30s", true, 90000000},
        {SECTION_CONTAINER, "StopTimeout", "infinity", true, UINT64_MAX},
        {SECTION_CONTAINER, "StopTimeout", "0", true, 0},
        {SECTION_CONTAINER, "Restart", "On-Failure", true, RESTART_ON_FAILURE},
        {SECTION_CONTAINER, "Restart", "unless-stopped", false, 0},
        {SECTION_GROUP, "Network", "NONE", true, NETWORK_NONE},
        {SECTION_GROUP, "Network", "bridge", false, 0}, /* no feature is there */
        {SECTION_CONTAINER, "StopSignal", "SIGRTMIN+3", true, 37},
        {SECTION_CONTAINER, "StopSignal", "0", false, 0},
};

static void test_numbers(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
                Scalar scalar;
                bool good = read_scalar(numbers[i].section, numbers[i].key, numbers[i].value, &scalar);
                if (good != numbers[i].good || scalar.number != numbers[i].number)
                        fail_msg("%s=%s: %llu", numbers[i].key, numbers[i].value,
                                 (unsigned long long)scalar.number);
                if (good)
                        assert_int_equal(scalar.at.line, 7);
        }
}

static void test_owner(void **state)
{
        static const char *const wrong[] = {"2147483648", "0:2147483648", "0x0",  "4294967295",
                                            "1:",         ":1",           "1:2:3"};
        static const struct {
                const char *value;
                Ids ids;
        } right[] = {{"1000", {1000, 1000}}, {"1:2", {1, 2}}, {"2147483647:0", {2147483647, 0}}};
        Scalar scalar;
        for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
                assert_true(read_scalar(SECTION_VOLUME, "Owner", right[i].value, &scalar));
                assert_int_equal(scalar.ids.uid, right[i].ids.uid);
                assert_int_equal(scalar.ids.gid, right[i].ids.gid);
        }
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                if (read_scalar(SECTION_VOLUME, "Owner", wrong[i], &scalar))
                        fail_msg("%s: %u:%u", wrong[i], scalar.ids.uid, scalar.ids.gid);
}

static const struct {
        SectionKind section;
        const char *key, *value, *text; /* NULL: a mistake */
} texts[] = {
        {SECTION_CONTAINER, "Rootfs", "/", "/"},
        {SECTION_CONTAINER, "Rootfs", "//srv/./a//b/", "/srv/a/b"},
        {SECTION_CONTAINER, "Rootfs", "./a/../b", NULL},
        {SECTION_CONTAINER, "Rootfs", "./", "/etc/coslice/groups/web.group.files"},
        {SECTION_CONTAINER, "Rootfs", "./a b/c", "/etc/coslice/groups/web.group.files/a b/c"},
        {SECTION_CONTAINER, "Rootfs", ".", NULL},
        {SECTION_CONTAINER, "Rootfs", "..", NULL},
        {SECTION_CONTAINER, "Rootfs", "/a/..b/...", "/a/..b/..."},
        {SECTION_CONTAINER, "Rootfs", "/a/..", NULL},
        {SECTION_CONTAINER, "Rootfs", "/a\tb", NULL},
        {SECTION_CONTAINER, "WorkingDir", "/a/", "/a"},
        {SECTION_CONTAINER, "WorkingDir", "./a", NULL},
        {SECTION_CONTAINER, "User", "web:1000", "web:1000"},
        {SECTION_CONTAINER, "User", "-1", NULL},
        {SECTION_CONTAINER, "User", "0x0", "0x0"}, /* a name, which the image has or has not */
        {SECTION_CONTAINER, "User", "2147483647:2147483647", "2147483647:2147483647"},
        {SECTION_CONTAINER, "User", "2147483648", NULL},
        {SECTION_CONTAINER, "User", "0:2147483648", NULL},
        {SECTION_CONTAINER, "User", "4294967295", NULL},
        {SECTION_CONTAINER, "User", "4294967296", NULL},
        {SECTION_CONTAINER, "User", "4294967297", NULL},
        {SECTION_CONTAINER, "Group", "video", "video"},
        {SECTION_CONTAINER, "Group", "a:b", NULL},
        {SECTION_GROUP, "HostName", "web-1", "web-1"},
        {SECTION_GROUP, "HostName", "Mail.example.org", "Mail.example.org"},
        {SECTION_GROUP, "HostName", "web.", NULL},
        {SECTION_UNIT, "Description", "a \\ b", "a \\ b"},
        {SECTION_UNIT, "Description", "a \\\\", "a \\\\"},
        {SECTION_UNIT, "Description", "a \\", NULL},
        {SECTION_UNIT, "Description", "a \\\\\\", NULL},
        {SECTION_UNIT, "Description", "a\tb", NULL},
};

static void test_texts(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
                Scalar scalar;
                bool good = read_scalar(texts[i].section, texts[i].key, texts[i].value, &scalar);
                if (good != (texts[i].text != NULL))
                        fail_msg("%s=%s", texts[i].key, texts[i].value);
                if (good)
                        assert_string_equal(scalar.text, texts[i].text);
                scalar_done(&scalar);
        }
}

static const struct {
        SectionKind section;
        const char *key, *value;
        size_t n_errors;
        const char *items[5];
} lists[] = {
        {SECTION_CONTAINER, "Exec", "/bin/sh -c \"a b\" ''", 0, {"/bin/sh", "-c", "a b", ""}},
        {SECTION_CONTAINER, "Exec", "a 'b", 1, {NULL}},
        {SECTION_CONTAINER, "Exec", "a \\xff", 1, {"a"}},
        {SECTION_CONTAINER, "Environment", "A=1 \"B=2 3\" c.d==", 0, {"A=1", "B=2 3", "c.d=="}},
        {SECTION_CONTAINER, "Environment", "A=1 b c D=2", 1, {NULL}},
        {SECTION_CONTAINER, "EnvironmentFile", "-./a b", 0, {"-/etc/coslice/groups/web.group.files/a b"}},
        {SECTION_CONTAINER, "EnvironmentFile", "-", 1, {NULL}},
        {SECTION_CONTAINER, "GroupAdd", "video 5 -1 4294967295 audio", 2, {"video", "5", "audio"}},
        {SECTION_CONTAINER, "Ports", "0 65536 2-1 80/ -1 1- 80/tcp/udp", 7, {NULL}},
        {SECTION_CONTAINER, "Ulimit", "nofile=2:1 nofile= x=1 nofile", 4, {NULL}},
        {SECTION_CONTAINER, "After", "db cache", 0, {"db", "cache"}},
        {SECTION_CONTAINER, "After", "db Cache a.service", 2, {"db"}},
        {SECTION_CONTAINER, "SuccessExitStatus", "3 tempfail SIGPOLL", 0, {"3", "TEMPFAIL", "SIGIO"}},
        {SECTION_UNIT,
         "Before",
         "web.group dev-a\\x2db.device",
         0,
         {"coslice@web.service", "dev-a\\x2db.device"}},
        {SECTION_UNIT, "Before", "a.group@ -.group a@.service x", 4, {NULL}},
        {SECTION_UNIT, "Documentation", "man:a(1) https://a/%20", 0, {"man:a(1)", "https://a/%20"}},
        {SECTION_UNIT, "Documentation", "man: ftp://a \"https://a b\"", 3, {NULL}},
        {SECTION_UNIT, "RequiresMountsFor", "/a \"/b c\" d", 1, {"/a", "/b c"}},
};

/* The items that VALUE makes of the key NAME; the number of mistakes. */
static size_t read_list(SectionKind section, const char *name, const char *value, ItemList *ret)
{
        _cleanup_diag_list_ DiagList diags = {};
        const ValueContext ctx = {.diags = &diags, .definition_path = "/etc/coslice/groups/web.group"};
        const Key *key = key_find(section, name);
        assert_non_null(key);
        *ret = (ItemList){};
        assert_int_equal(value_read_list(&ctx, key, value, &here, ret), 0);
        assert_true(ret->set);
        return diags.n_errors;
}

static void test_ports(void **state)
{
        static const PortRange expected[] = {{80, 80, false}, {53, 53, true}, {8000, 8010, false}};
        ItemList list;
        assert_int_equal(read_list(SECTION_CONTAINER, "Ports", "80 53/UDP 8000-8010/tcp", &list), 0);
        assert_int_equal(list.n, ARRAY_SIZE(expected));
        for (size_t i = 0; i < list.n; i++) {
                assert_int_equal(list.items[i].ports.first, expected[i].first);
                assert_int_equal(list.items[i].ports.last, expected[i].last);
                assert_int_equal(list.items[i].ports.udp, expected[i].udp);
        }
        item_list_done(&list);
}

static void test_limits(void **state)
{
        static const Limit expected[] = {{"NOFILE", 1, 2},
                                         {"CORE", LIMIT_NONE, LIMIT_NONE},
                                         {"NPROC", 1, LIMIT_NONE},
                                         {"CPU", LIMIT_NONE, LIMIT_NONE}};
        ItemList list;
        assert_int_equal(read_list(SECTION_CONTAINER, "Ulimit",
                                   "nofile=1:2 CORE=-1 nproc=1:unlimited cpu=Infinity", &list),
                         0);
        assert_int_equal(list.n, ARRAY_SIZE(expected));
        for (size_t i = 0; i < list.n; i++) {
                assert_string_equal(list.items[i].limit.name, expected[i].name);
                assert_int_equal(list.items[i].limit.soft, expected[i].soft);
                assert_int_equal(list.items[i].limit.hard, expected[i].hard);
        }
        item_list_done(&list);
}

static void test_lists(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
                ItemList list;
                size_t n_errors = read_list(lists[i].section, lists[i].key, lists[i].value, &list), n = 0;
                while (n < ARRAY_SIZE(lists[i].items) && lists[i].items[n])
                        n++;
                if (n_errors != lists[i].n_errors || list.n != n)
                        fail_msg("%s=%s: %zu errors, %zu items", lists[i].key, lists[i].value, n_errors,
                                 list.n);
                for (size_t k = 0; k < n; k++)
                        assert_string_equal(list.items[k].text, lists[i].items[k]);
                item_list_done(&list);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_numbers), cmocka_unit_test(test_texts), cmocka_unit_test(test_lists),
                cmocka_unit_test(test_owner),   cmocka_unit_test(test_ports), cmocka_unit_test(test_limits),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
