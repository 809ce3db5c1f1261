/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of keys against the language: what it must have, what is built, and nothing else. */
#include "generator/language/fields.h"

#include "tests/unit/unit.h"

#include <string.h>

#define SET(prefix)                                                                                       \
        prefix "Cmd", prefix "Http", prefix "Tcp", prefix "Interval", prefix "Timeout", prefix "Retries", \
                prefix "Successes", prefix "StartPeriod", prefix "OnFailure"

static const char *const unit_keys[] = {
        "Description", "Documentation", "After",     "Before",    "Wants",     "Requires",          "BindsTo",
        "PartOf",      "Upholds",       "OnFailure", "OnSuccess", "Conflicts", "RequiresMountsFor",
};
static const char *const group_built[] = {"Cpu",     "Memory",     "CpuRounding", "Limits",     "Swap",
                                          "Restart", "RestartSec", "Network",     "HostName",   "UserNS",
                                          "ShmSize", "Sysctl",     "SharePid",    "AutoUpdate", "HostPorts",
                                          "Address", "Ports",      "PublishPort", "Outbound",   "DnsName",
                                          "DNS",     "DNSSearch",  "DNSOption",   "AddHost"};
static const char *const group_later[] = {
        "Isolation",  "OperatingSystem", "OnDemand",           "IdleTimeout",  "RuntimeMaxSec",
        "OnCalendar", "Persistent",      "RandomizedDelaySec", "LogNamespace", "Label"};
static const char *const container_built[] = {"Image",
                                              "Pull",
                                              "Rootfs",
                                              "Entrypoint",
                                              "Exec",
                                              "Environment",
                                              "EnvironmentFile",
                                              "WorkingDir",
                                              "User",
                                              "Group",
                                              "GroupAdd",
                                              "Cpu",
                                              "Memory",
                                              "CpuLimit",
                                              "MemoryLimit",
                                              "PidsLimit",
                                              "Ports",
                                              "Volume",
                                              "Tmpfs",
                                              "ReadOnly",
                                              "StorageLimit",
                                              "Restart",
                                              "RestartSec",
                                              "After",
                                              "RunInit",
                                              "StopSignal",
                                              "StopTimeout",
                                              "TimeoutStartSec",
                                              "ReloadSignal",
                                              "Ulimit",
                                              "LogRateLimitIntervalSec",
                                              "LogRateLimitBurst",
                                              "LogPipe",
                                              "SuccessExitStatus",
                                              "RestartPreventExitStatus",
                                              "RestartForceExitStatus",
                                              "AddCapability",
                                              "DropCapability",
                                              "NoNewPrivileges",
                                              "SeccompProfile",
                                              "AddSocketFamily",
                                              "AppArmor",
                                              "Mask",
                                              "Unmask",
                                              "Timezone",
                                              "Secret",
                                              "AddDevice"};
static const char *const container_later[] = {
        "IOWeight",
        "IOReadBandwidthMax",
        "IOWriteBandwidthMax",
        "IOReadIOPSMax",
        "IOWriteIOPSMax",
        "AllowedCPUs",
        "MemoryHigh",
        "OOMScoreAdjust",
        "Terminal",
        "RunOnce",
        "KeepFailed",
        "SecurityLabelType",
        "SecurityLabelLevel",
        "SecurityLabelDisable",
        "ReloadCmd",
        "StopCmd",
        "RestartMax",
        "Requires",
        "StartWithGroup",
        "Required",
        "OnCalendar",
        "OnExit",
        "Label",
        SET("Health"),
        SET("HealthStartup"),
        SET("Ready"),
};
static const char *const volume_built[] = {"Type",  "Medium", "Size",   "Name", "Path",     "Create",
                                           "Image", "Pull",   "Secret", "Mode", "ReadOnly", "Owner"};
static const char *const volume_later[] = {"Share",    "Credential",    "Options", "Security",   "Encrypt",
                                           "FileMode", "DirectoryMode", "Device",  "FileSystem", "Format"};
static const char *const registry_built[] = {"Credential"};
static const char *const registry_later[] = {"Insecure"};
static const char *const install_keys[] = {"WantedBy", "RequiredBy", "Alias"};

static const struct {
        SectionKind section;
        const char *const *names;
        size_t n;
        bool later;
} expected[] = {
        {SECTION_UNIT, unit_keys, ARRAY_SIZE(unit_keys), false},
        {SECTION_GROUP, group_built, ARRAY_SIZE(group_built), false},
        {SECTION_GROUP, group_later, ARRAY_SIZE(group_later), true},
        {SECTION_CONTAINER, container_built, ARRAY_SIZE(container_built), false},
        {SECTION_CONTAINER, container_later, ARRAY_SIZE(container_later), true},
        {SECTION_VOLUME, volume_built, ARRAY_SIZE(volume_built), false},
        {SECTION_VOLUME, volume_later, ARRAY_SIZE(volume_later), true},
        {SECTION_REGISTRY, registry_built, ARRAY_SIZE(registry_built), false},
        {SECTION_REGISTRY, registry_later, ARRAY_SIZE(registry_later), true},
        {SECTION_INSTALL, install_keys, ARRAY_SIZE(install_keys), false},
};

static void test_all_there(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
                for (size_t k = 0; k < expected[i].n; k++) {
                        const Key *key = key_find(expected[i].section, expected[i].names[k]);
                        if (!key)
                                fail_msg("%s is missing", expected[i].names[k]);
                        assert_string_equal(key->name, expected[i].names[k]);
                        if (key_is_later(key) != expected[i].later)
                                fail_msg("%s is built, or it is not", key->name);
                }
}

static bool is_expected(const Key *key)
{
        if (key->section == SECTION_UNIT && key->offset == offsetof(Definition, conditions))
                return strncmp(key->name, "Condition", 9) == 0 || strncmp(key->name, "Assert", 6) == 0;
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
                for (size_t k = 0; expected[i].section == key->section && k < expected[i].n; k++)
                        if (strcmp(expected[i].names[k], key->name) == 0)
                                return true;
        return false;
}

static void test_no_others(void **state)
{
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                if (!is_expected(key))
                        fail_msg("%s is not in the language", key->name);
                /* Each is found, which it isn't if an earlier one has its name. */
                assert_ptr_equal(key_find(key->section, key->name), key);
        }
}

static bool is_type(const ValueType *type)
{
        for (size_t i = 0; i < n_value_types; i++)
                if (value_types[i] == type)
                        return true;
        return false;
}

/* A row says what its type's reader asks for. */
static void test_rules(void **state)
{
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                const ValueRule *rule = key_rule(key);
                bool keyword = key->type == &type_keyword;
                if (!is_type(key->type))
                        fail_msg("%s: its type is not in the table", key->name);
                if ((rule->n_words > 0) != keyword || (rule->words != NULL) != keyword)
                        fail_msg("%s: keywords, or none", key->name);
                for (size_t k = 0; k < rule->n_words; k++)
                        if (!rule->words[k])
                                fail_msg("%s: keyword %zu has no name", key->name, k);
                if ((key->type == &type_number || key->type == &type_cores) && rule->most == 0)
                        fail_msg("%s: no number is small enough", key->name);
                if (key->already && key->needs == FEATURE_BASE)
                        fail_msg("%s is in every build, and so anyway", key->name);
                if (key->type == &type_none && !key_is_later(key))
                        fail_msg("%s is built, and has no type", key->name);
                /* A limit is looked at once: when a line is read, or where its value takes effect. */
                if ((rule->too_little || rule->too_much) && key->type != &type_time)
                        fail_msg("%s: its limits are looked at twice", key->name);
                if (key->fallback > 0 && (key->type->shape != SHAPE_SCALAR || key->flags & KEY_NEEDED))
                        fail_msg("%s: a default that can't be", key->name);
        }
}

/* What a container has of its group stands there under the same name, and is of the same kind. */
static void test_from_group(void **state)
{
        size_t n, found = 0;
        const Key *keys = keys_kept(SECTION_CONTAINER, &n);
        for (size_t i = 0; i < n; i++) {
                if (!keys[i].from_group)
                        continue;
                const Key *group = key_find(SECTION_GROUP, keys[i].name);
                assert_non_null(group);
                assert_int_equal(group->offset, keys[i].from_group);
                assert_ptr_equal(group->type, keys[i].type);
                /* The default is said there alone. */
                assert_int_equal(keys[i].fallback, 0);
                found++;
        }
        assert_int_equal(found, 2);
}

/* Each table has the keys of its section, those that are kept first, and all are gone through. */
static void test_tables(void **state)
{
        size_t all = 0, seen = 0;
        for (int section = 0; section < _SECTION_MAX; section++) {
                size_t n, position = 0;
                const Key *kept = keys_kept((SectionKind)section, &n);
                if (section == SECTION_DEFAULTS || section == SECTION_INIT) {
                        assert_ptr_equal(kept, keys_kept(SECTION_CONTAINER, &n));
                        assert_ptr_equal(key_next_in((SectionKind)section, NULL), kept);
                        continue;
                }
                for (const Key *key = NULL; (key = key_next_in((SectionKind)section, key)); position++) {
                        assert_int_equal(key->section, section);
                        if ((position < n) != (key->type != &type_none))
                                fail_msg("%s stands in the wrong table", key->name);
                }
                assert_true(position >= n);
                all += position;
        }
        for (const Key *key = key_next(NULL); key; key = key_next(key))
                seen++;
        assert_int_equal(seen, all);
        assert_true(all > 150);
}

static void test_find(void **state)
{
        const Key *cpu = key_find(SECTION_CONTAINER, "Cpu");
        assert_ptr_equal(key_find(SECTION_CONTAINER, "CPU"), cpu);
        assert_ptr_equal(key_find(SECTION_DEFAULTS, "cpu"), cpu);
        assert_ptr_equal(key_find(SECTION_INIT, "cPu"), cpu);
        assert_ptr_not_equal(key_find(SECTION_GROUP, "Cpu"), cpu);
        assert_null(key_find(SECTION_UNIT, "Cpu"));
        assert_null(key_find(SECTION_CONTAINER, "Cp"));
        assert_null(key_find(SECTION_CONTAINER, "Cpus"));
        assert_null(key_find(SECTION_CONTAINER, ""));
        assert_null(key_find(SECTION_VARIABLES, "Cpu"));
        assert_non_null(key_find(SECTION_UNIT, "conditionpathexists"));
        assert_non_null(key_find(SECTION_UNIT, "AssertPathExists"));
}

static void test_advice(void **state)
{
        assert_string_equal(key_suggest(SECTION_CONTAINER, "Memroy"), "Memory");
        assert_string_equal(key_suggest(SECTION_UNIT, "Descripton"), "Description");
        assert_null(key_suggest(SECTION_CONTAINER, "Xyzzy"));
        assert_int_equal(key_other_section("WantedBy"), SECTION_INSTALL);
        assert_int_equal(key_other_section("rootfs"), SECTION_CONTAINER);
        assert_int_equal(key_other_section("Xyzzy"), -1);
}

static void test_sections(void **state)
{
        for (int i = 0; i < _SECTION_MAX; i++)
                assert_non_null(section_word((SectionKind)i));
        assert_int_equal(section_from_word("container"), SECTION_CONTAINER);
        assert_int_equal(section_from_word("GROUP"), SECTION_GROUP);
        assert_int_equal(section_from_word("Groups"), -1);
        assert_string_equal(section_suggest("Contianer"), "Container");
        assert_null(section_suggest("Xyzzy"));
        assert_true(section_is_named(SECTION_VOLUME));
        assert_false(section_is_named(SECTION_INSTALL));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_all_there),  cmocka_unit_test(test_no_others),
                cmocka_unit_test(test_find),       cmocka_unit_test(test_advice),
                cmocka_unit_test(test_sections),   cmocka_unit_test(test_rules),
                cmocka_unit_test(test_from_group), cmocka_unit_test(test_tables),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
