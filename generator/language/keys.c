/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of keys. Its order is the manual's. */
#include "generator/language/keys.h"

#include "core/base/number.h"
#include "core/base/suggest.h"
#include "generator/model/definition.h"

#include <string.h>
#include <strings.h>

#define UNIT_KEY(n, t, f)                                                                        \
        {                                                                                        \
                .name = n, .section = SECTION_UNIT, .type = t, .offset = offsetof(Definition, f) \
        }
#define CONDITION(n)                                                       \
        {                                                                  \
                .name = n, .section = SECTION_UNIT, .type = TYPE_CONDITION \
        }
#define BOTH(n) CONDITION("Condition" n), CONDITION("Assert" n)
#define GROUP_KEY(n, t, f)                                                                        \
        {                                                                                         \
                .name = n, .section = SECTION_GROUP, .type = t, .offset = offsetof(Definition, f) \
        }
#define CONTAINER_KEY(n, t, f)                                                                       \
        {                                                                                            \
                .name = n, .section = SECTION_CONTAINER, .type = t, .offset = offsetof(Container, f) \
        }
#define OWN_KEY(n, t, f)                                                                              \
        {                                                                                             \
                .name = n, .section = SECTION_CONTAINER, .type = t, .offset = offsetof(Container, f), \
                .not_in_defaults = true                                                               \
        }
#define VOLUME_KEY(n, t, f)                                                                    \
        {                                                                                      \
                .name = n, .section = SECTION_VOLUME, .type = t, .offset = offsetof(Volume, f) \
        }
#define INSTALL_KEY(n, f)                                                      \
        {                                                                      \
                .name = n, .section = SECTION_INSTALL, .type = TYPE_UNIT_LIST, \
                .offset = offsetof(Definition, f)                              \
        }
#define ENUM_KEY(n, s, o, words, not_yet)                                                                 \
        {                                                                                                 \
                .name = n, .section = s, .type = TYPE_ENUM, .offset = o, .names = words, .later = not_yet \
        }
#define LATER(s, n)                                         \
        {                                                   \
                .name = n, .section = s, .type = TYPE_LATER \
        }
/* What it asks for with the word W is so anyway. */
#define LATER_BUT(s, n, w)                                                \
        {                                                                 \
                .name = n, .section = s, .type = TYPE_LATER, .already = w \
        }

#define RESTART_NAMES restart_mode_names, .n_names = _RESTART_MAX
#define LIMITS_NAMES  limits_mode_names, .n_names = _LIMITS_MAX
#define ROUND_NAMES   cpu_rounding_names, .n_names = _CPU_ROUNDING_MAX
#define VOLUME_NAMES  volume_type_names, .n_names = _VOLUME_TYPE_MAX
#define MEDIUM_NAMES  medium_names, .n_names = _MEDIUM_MAX

static const char *const network_names[] = {"none"};
#define NETWORK_NAMES network_names, .n_names = 1
static const char *const networks_later[] = {"private", "bridge", "host", "macvlan", "ipvlan", NULL};
static const char *const volume_types_later[] = {"cifs", "nfs", "disk", "local", "secret", "image", NULL};

static const Key keys[] = {
        UNIT_KEY("Description", TYPE_TEXT, description),
        UNIT_KEY("Documentation", TYPE_URI_LIST, documentation),
        UNIT_KEY("After", TYPE_DEPENDENCY, dependencies),
        UNIT_KEY("Before", TYPE_UNIT_LIST, before),
        UNIT_KEY("Wants", TYPE_DEPENDENCY, dependencies),
        UNIT_KEY("Requires", TYPE_DEPENDENCY, dependencies),
        UNIT_KEY("BindsTo", TYPE_DEPENDENCY, dependencies),
        UNIT_KEY("PartOf", TYPE_DEPENDENCY, dependencies),
        UNIT_KEY("Upholds", TYPE_DEPENDENCY, dependencies),
        UNIT_KEY("Conflicts", TYPE_GROUP_UNITS, group_settings),
        UNIT_KEY("OnFailure", TYPE_GROUP_UNITS, group_settings),
        UNIT_KEY("OnSuccess", TYPE_GROUP_UNITS, group_settings),
        UNIT_KEY("RequiresMountsFor", TYPE_PATH_LIST, requires_mounts_for),
        BOTH("ACPower"),
        BOTH("Architecture"),
        BOTH("CPUFeature"),
        BOTH("CPUPressure"),
        BOTH("CPUs"),
        BOTH("Capability"),
        BOTH("ControlGroupController"),
        BOTH("Credential"),
        BOTH("DirectoryNotEmpty"),
        BOTH("Environment"),
        BOTH("FileIsExecutable"),
        BOTH("FileNotEmpty"),
        BOTH("Firmware"),
        BOTH("FirstBoot"),
        BOTH("Group"),
        BOTH("Host"),
        BOTH("IOPressure"),
        BOTH("KernelCommandLine"),
        BOTH("KernelVersion"),
        BOTH("Memory"),
        BOTH("MemoryPressure"),
        BOTH("NeedsUpdate"),
        BOTH("OSRelease"),
        BOTH("PathExists"),
        BOTH("PathExistsGlob"),
        BOTH("PathIsDirectory"),
        BOTH("PathIsEncrypted"),
        BOTH("PathIsMountPoint"),
        BOTH("PathIsReadWrite"),
        BOTH("PathIsSymbolicLink"),
        BOTH("Security"),
        BOTH("User"),
        BOTH("Virtualization"),

        GROUP_KEY("Cpu", TYPE_CORES, cpu),
        GROUP_KEY("Memory", TYPE_SIZE, memory),
        ENUM_KEY("CpuRounding", SECTION_GROUP, offsetof(Definition, cpu_rounding), ROUND_NAMES, NULL),
        ENUM_KEY("Limits", SECTION_GROUP, offsetof(Definition, limits), LIMITS_NAMES, NULL),
        GROUP_KEY("Swap", TYPE_SIZE, swap),
        ENUM_KEY("Restart", SECTION_GROUP, offsetof(Definition, restart), RESTART_NAMES, NULL),
        GROUP_KEY("RestartSec", TYPE_TIME, restart_sec),
        ENUM_KEY("Network", SECTION_GROUP, offsetof(Definition, network), NETWORK_NAMES, networks_later),
        GROUP_KEY("HostName", TYPE_HOST_NAME, hostname),
        LATER(SECTION_GROUP, "HostPorts"),
        LATER(SECTION_GROUP, "Address"),
        LATER(SECTION_GROUP, "Ports"),
        LATER(SECTION_GROUP, "PublishPort"),
        LATER_BUT(SECTION_GROUP, "Outbound", "no"),
        LATER(SECTION_GROUP, "DnsName"),
        LATER(SECTION_GROUP, "DNS"),
        LATER(SECTION_GROUP, "DNSSearch"),
        LATER(SECTION_GROUP, "DNSOption"),
        LATER(SECTION_GROUP, "AddHost"),
        LATER_BUT(SECTION_GROUP, "UserNS", "host"),
        LATER_BUT(SECTION_GROUP, "SharePid", "no"),
        LATER(SECTION_GROUP, "Sysctl"),
        LATER(SECTION_GROUP, "ShmSize"),
        LATER_BUT(SECTION_GROUP, "Isolation", "namespaces"),
        LATER_BUT(SECTION_GROUP, "OperatingSystem", "linux"),
        LATER_BUT(SECTION_GROUP, "OnDemand", "no"),
        LATER(SECTION_GROUP, "IdleTimeout"),
        LATER(SECTION_GROUP, "RuntimeMaxSec"),
        LATER(SECTION_GROUP, "OnCalendar"),
        LATER(SECTION_GROUP, "Persistent"),
        LATER(SECTION_GROUP, "RandomizedDelaySec"),
        LATER_BUT(SECTION_GROUP, "AutoUpdate", "no"),
        LATER(SECTION_GROUP, "LogNamespace"),
        LATER(SECTION_GROUP, "Label"),

        OWN_KEY("Rootfs", TYPE_HOST_PATH, rootfs),
        OWN_KEY("Entrypoint", TYPE_WORDS, entrypoint),
        OWN_KEY("Exec", TYPE_WORDS, exec),
        OWN_KEY("Ports", TYPE_PORTS, ports),
        CONTAINER_KEY("Environment", TYPE_ENVIRONMENT, environment),
        CONTAINER_KEY("EnvironmentFile", TYPE_ENVIRONMENT_FILE, environment_file),
        CONTAINER_KEY("WorkingDir", TYPE_CONTAINER_PATH, working_dir),
        CONTAINER_KEY("User", TYPE_USER, user),
        CONTAINER_KEY("Group", TYPE_USER_GROUP, group),
        CONTAINER_KEY("GroupAdd", TYPE_WORD_LIST, group_add),
        CONTAINER_KEY("Cpu", TYPE_CORES, cpu),
        CONTAINER_KEY("Memory", TYPE_SIZE, memory),
        CONTAINER_KEY("CpuLimit", TYPE_CORES, cpu_limit),
        CONTAINER_KEY("MemoryLimit", TYPE_SIZE, memory_limit),
        CONTAINER_KEY("PidsLimit", TYPE_COUNT, pids_limit),
        CONTAINER_KEY("Volume", TYPE_ITEM_LIST, volume),
        CONTAINER_KEY("Tmpfs", TYPE_ITEM_LIST, tmpfs),
        CONTAINER_KEY("ReadOnly", TYPE_BOOL, read_only),
        CONTAINER_KEY("Ulimit", TYPE_ULIMIT, ulimit),
        CONTAINER_KEY("LogRateLimitIntervalSec", TYPE_TIME, log_interval),
        CONTAINER_KEY("LogRateLimitBurst", TYPE_NUMBER, log_burst),
        CONTAINER_KEY("RunInit", TYPE_BOOL, run_init),
        CONTAINER_KEY("StopSignal", TYPE_SIGNAL, stop_signal),
        CONTAINER_KEY("StopTimeout", TYPE_TIME, stop_timeout),
        CONTAINER_KEY("TimeoutStartSec", TYPE_TIME, timeout_start_sec),
        CONTAINER_KEY("ReloadSignal", TYPE_SIGNAL, reload_signal),
        ENUM_KEY("Restart", SECTION_CONTAINER, offsetof(Container, restart), RESTART_NAMES, NULL),
        CONTAINER_KEY("RestartSec", TYPE_TIME, restart_sec),
        CONTAINER_KEY("SuccessExitStatus", TYPE_EXIT_STATUS, success_exit_status),
        CONTAINER_KEY("RestartPreventExitStatus", TYPE_EXIT_STATUS, restart_prevent_exit_status),
        CONTAINER_KEY("RestartForceExitStatus", TYPE_EXIT_STATUS, restart_force_exit_status),
        CONTAINER_KEY("After", TYPE_LABEL_LIST, after),
        LATER(SECTION_CONTAINER, "Image"),
        LATER(SECTION_CONTAINER, "Pull"),
        LATER(SECTION_CONTAINER, "Secret"),
        LATER(SECTION_CONTAINER, "IOWeight"),
        LATER(SECTION_CONTAINER, "IOReadBandwidthMax"),
        LATER(SECTION_CONTAINER, "IOWriteBandwidthMax"),
        LATER(SECTION_CONTAINER, "IOReadIOPSMax"),
        LATER(SECTION_CONTAINER, "IOWriteIOPSMax"),
        LATER(SECTION_CONTAINER, "AllowedCPUs"),
        LATER(SECTION_CONTAINER, "MemoryHigh"),
        LATER(SECTION_CONTAINER, "OOMScoreAdjust"),
        LATER_BUT(SECTION_CONTAINER, "LogPipe", "no"),
        LATER(SECTION_CONTAINER, "StorageLimit"),
        LATER_BUT(SECTION_CONTAINER, "Terminal", "no"),
        LATER(SECTION_CONTAINER, "AddCapability"),
        LATER(SECTION_CONTAINER, "DropCapability"),
        LATER_BUT(SECTION_CONTAINER, "NoNewPrivileges", "yes"),
        LATER_BUT(SECTION_CONTAINER, "SeccompProfile", "unconfined"),
        LATER(SECTION_CONTAINER, "AddSocketFamily"),
        LATER_BUT(SECTION_CONTAINER, "RunOnce", "no"),
        LATER_BUT(SECTION_CONTAINER, "KeepFailed", "no"),
        LATER(SECTION_CONTAINER, "Mask"),
        LATER(SECTION_CONTAINER, "Unmask"),
        LATER_BUT(SECTION_CONTAINER, "AppArmor", "unconfined"),
        LATER(SECTION_CONTAINER, "SecurityLabelType"),
        LATER(SECTION_CONTAINER, "SecurityLabelLevel"),
        LATER_BUT(SECTION_CONTAINER, "SecurityLabelDisable", "yes"),
        LATER(SECTION_CONTAINER, "AddDevice"),
        LATER(SECTION_CONTAINER, "Timezone"),
        LATER(SECTION_CONTAINER, "ReloadCmd"),
        LATER(SECTION_CONTAINER, "StopCmd"),
        LATER(SECTION_CONTAINER, "RestartMax"),
        LATER(SECTION_CONTAINER, "Requires"),
        LATER_BUT(SECTION_CONTAINER, "StartWithGroup", "yes"),
        LATER_BUT(SECTION_CONTAINER, "Required", "yes"),
        LATER(SECTION_CONTAINER, "OnCalendar"),
        LATER_BUT(SECTION_CONTAINER, "HealthCmd", "none"),
        LATER(SECTION_CONTAINER, "HealthHttp"),
        LATER(SECTION_CONTAINER, "HealthTcp"),
        LATER(SECTION_CONTAINER, "HealthInterval"),
        LATER(SECTION_CONTAINER, "HealthTimeout"),
        LATER(SECTION_CONTAINER, "HealthRetries"),
        LATER(SECTION_CONTAINER, "HealthSuccesses"),
        LATER(SECTION_CONTAINER, "HealthStartPeriod"),
        LATER(SECTION_CONTAINER, "HealthOnFailure"),
        LATER(SECTION_CONTAINER, "HealthStartupCmd"),
        LATER(SECTION_CONTAINER, "HealthStartupHttp"),
        LATER(SECTION_CONTAINER, "HealthStartupTcp"),
        LATER(SECTION_CONTAINER, "HealthStartupInterval"),
        LATER(SECTION_CONTAINER, "HealthStartupTimeout"),
        LATER(SECTION_CONTAINER, "HealthStartupRetries"),
        LATER(SECTION_CONTAINER, "HealthStartupSuccesses"),
        LATER(SECTION_CONTAINER, "HealthStartupStartPeriod"),
        LATER(SECTION_CONTAINER, "HealthStartupOnFailure"),
        LATER(SECTION_CONTAINER, "ReadyCmd"),
        LATER(SECTION_CONTAINER, "ReadyHttp"),
        LATER(SECTION_CONTAINER, "ReadyTcp"),
        LATER(SECTION_CONTAINER, "ReadyInterval"),
        LATER(SECTION_CONTAINER, "ReadyTimeout"),
        LATER(SECTION_CONTAINER, "ReadyRetries"),
        LATER(SECTION_CONTAINER, "ReadySuccesses"),
        LATER(SECTION_CONTAINER, "ReadyStartPeriod"),
        LATER(SECTION_CONTAINER, "ReadyOnFailure"),
        LATER_BUT(SECTION_CONTAINER, "OnExit", "none"),
        LATER(SECTION_CONTAINER, "Label"),

        ENUM_KEY("Type", SECTION_VOLUME, offsetof(Volume, type), VOLUME_NAMES, volume_types_later),
        ENUM_KEY("Medium", SECTION_VOLUME, offsetof(Volume, medium), MEDIUM_NAMES, NULL),
        VOLUME_KEY("Size", TYPE_SIZE, size),
        VOLUME_KEY("Path", TYPE_HOST_PATH, path),
        VOLUME_KEY("Create", TYPE_BOOL, create),
        VOLUME_KEY("ReadOnly", TYPE_BOOL, read_only),
        VOLUME_KEY("Owner", TYPE_OWNER, owner),
        LATER(SECTION_VOLUME, "Share"),
        LATER(SECTION_VOLUME, "Credential"),
        LATER(SECTION_VOLUME, "Options"),
        LATER(SECTION_VOLUME, "Security"),
        LATER(SECTION_VOLUME, "Encrypt"),
        LATER(SECTION_VOLUME, "FileMode"),
        LATER(SECTION_VOLUME, "DirectoryMode"),
        LATER(SECTION_VOLUME, "Device"),
        LATER(SECTION_VOLUME, "FileSystem"),
        LATER(SECTION_VOLUME, "Format"),
        LATER(SECTION_VOLUME, "Name"),
        LATER(SECTION_VOLUME, "Secret"),
        LATER(SECTION_VOLUME, "Mode"),
        LATER(SECTION_VOLUME, "Image"),
        LATER(SECTION_VOLUME, "Pull"),

        LATER(SECTION_REGISTRY, "Credential"),
        LATER(SECTION_REGISTRY, "Insecure"),

        INSTALL_KEY("WantedBy", wanted_by),
        INSTALL_KEY("RequiredBy", required_by),
        INSTALL_KEY("Alias", alias),
};

static const char *const section_words[] = {
        [SECTION_UNIT] = "Unit",           [SECTION_GROUP] = "Group",
        [SECTION_CONTAINER] = "Container", [SECTION_DEFAULTS] = "Container",
        [SECTION_INIT] = "Init",           [SECTION_VOLUME] = "Volume",
        [SECTION_REGISTRY] = "Registry",   [SECTION_VARIABLES] = "Variables",
        [SECTION_INSTALL] = "Install",
};

const Key *keys_all(size_t *ret_n)
{
        *ret_n = ARRAY_SIZE(keys);
        return keys;
}

static SectionKind key_section(SectionKind section)
{
        return section == SECTION_DEFAULTS || section == SECTION_INIT ? SECTION_CONTAINER : section;
}

/* The first key of SECTION: the table has them in the order of the sections. */
static size_t section_begin(SectionKind section)
{
        size_t low = 0, high = ARRAY_SIZE(keys);
        while (low < high) {
                size_t middle = (low + high) / 2;
                if (keys[middle].section < section)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

const Key *key_find(SectionKind section, const char *name)
{
        section = key_section(section);
        for (size_t i = section_begin(section); i < ARRAY_SIZE(keys) && keys[i].section == section; i++)
                if (((keys[i].name[0] ^ name[0]) & ~0x20) == 0 && strcasecmp(keys[i].name, name) == 0)
                        return keys + i;
        return NULL;
}

bool key_is_already(const Key *key, const char *value, size_t n)
{
        char word[16];
        bool a, b;
        if (!key->already || n >= sizeof word)
                return false;
        memcpy(word, value, n);
        word[n] = '\0';
        if (number_parse_bool(key->already, &a) == 0 && number_parse_bool(word, &b) == 0)
                return a == b;
        return strcasecmp(key->already, word) == 0;
}

int key_other_section(const char *name)
{
        for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
                if (strcasecmp(keys[i].name, name) == 0)
                        return (int)keys[i].section;
        return -1;
}

const char *key_suggest(SectionKind section, const char *name)
{
        const char *candidates[ARRAY_SIZE(keys)];
        size_t n = 0;
        section = key_section(section);
        for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
                if (keys[i].section == section)
                        candidates[n++] = keys[i].name;
        return suggest(name, candidates, n);
}

const char *section_word(SectionKind section)
{
        return section_words[section];
}

int section_from_word(const char *word)
{
        for (int i = 0; i < _SECTION_MAX; i++)
                if (strcasecmp(section_words[i], word) == 0)
                        return i;
        return -1;
}

const char *section_suggest(const char *word)
{
        return suggest(word, section_words, ARRAY_SIZE(section_words));
}

bool section_is_named(SectionKind section)
{
        return section == SECTION_CONTAINER || section == SECTION_DEFAULTS || section == SECTION_INIT ||
               section == SECTION_VOLUME || section == SECTION_REGISTRY;
}
