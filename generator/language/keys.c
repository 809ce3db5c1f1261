/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of keys. Its order is the manual's. */
#include "generator/language/keys.h"

#include "core/base/number.h"
#include "core/base/suggest.h"
#include "generator/model/ranges.h"

#include <string.h>
#include <strings.h>

#define KEY(kind, base, key, value, member, ...)                                                           \
        {                                                                                                  \
                .name = (key), .section = (kind), .type = &type_##value, .offset = offsetof(base, member), \
                __VA_ARGS__                                                                                \
        }
#define UNIT(key, type, member) KEY(SECTION_UNIT, Definition, key, type, member)
#define CONDITION(about, type) \
        UNIT("Condition" about, type, conditions), UNIT("Assert" about, type, conditions)
#define GROUP(key, type, member, ...)     KEY(SECTION_GROUP, Definition, key, type, member, __VA_ARGS__)
#define CONTAINER(key, type, member, ...) KEY(SECTION_CONTAINER, Container, key, type, member, __VA_ARGS__)
#define VOLUME(key, type, member, ...)    KEY(SECTION_VOLUME, Volume, key, type, member, __VA_ARGS__)
#define INSTALL(key, member)              KEY(SECTION_INSTALL, Definition, key, units, member)
#define OWN                               .not_in_defaults = true
#define LATER(kind, key)                                             \
        {                                                            \
                .name = (key), .section = (kind), .type = &type_none \
        }
/* What it asks for with WORD is so anyway. */
#define LATER_BUT(kind, key, word)                                                      \
        {                                                                               \
                .name = (key), .section = (kind), .type = &type_none, .already = (word) \
        }

#define KEYWORDS(names, max, not_yet) .rule = {.words = (names), .n_words = (max), .words_later = (not_yet)}
#define CORES                         .rule = {.least = 1, .most = CPU_MAX}
#define MEMORY                        .rule = {.least = 1, .little = LITTLE_MEMORY}
#define NUMBER(min)                   .rule = {.least = (min), .most = UINT32_MAX}

static const char *const network_names[] = {"none"};
static const char *const networks_later[] = {"private", "bridge", "host", "macvlan", "ipvlan", NULL};
static const char *const volume_types_later[] = {"cifs", "nfs", "disk", "local", "secret", "image", NULL};

static const Key keys[] = {
        UNIT("Description", text, description),
        UNIT("Documentation", addresses, documentation),
        UNIT("After", unit_settings, dependencies),
        UNIT("Before", units, before),
        UNIT("Wants", unit_settings, dependencies),
        UNIT("Requires", unit_settings, dependencies),
        UNIT("BindsTo", unit_settings, dependencies),
        UNIT("PartOf", unit_settings, dependencies),
        UNIT("Upholds", unit_settings, dependencies),
        UNIT("Conflicts", unit_settings, group_settings),
        UNIT("OnFailure", unit_settings, group_settings),
        UNIT("OnSuccess", unit_settings, group_settings),
        UNIT("RequiresMountsFor", host_paths, requires_mounts_for),
        CONDITION("ACPower", condition),
        CONDITION("Architecture", condition),
        CONDITION("CPUFeature", condition),
        CONDITION("CPUPressure", condition),
        CONDITION("CPUs", condition),
        CONDITION("Capability", condition),
        CONDITION("ControlGroupController", condition),
        CONDITION("Credential", condition),
        CONDITION("DirectoryNotEmpty", condition_path),
        CONDITION("Environment", condition),
        CONDITION("FileIsExecutable", condition_path),
        CONDITION("FileNotEmpty", condition_path),
        CONDITION("Firmware", condition),
        CONDITION("FirstBoot", condition),
        CONDITION("Group", condition),
        CONDITION("Host", condition),
        CONDITION("IOPressure", condition),
        CONDITION("KernelCommandLine", condition),
        CONDITION("KernelVersion", condition),
        CONDITION("Memory", condition),
        CONDITION("MemoryPressure", condition),
        CONDITION("NeedsUpdate", condition_update),
        CONDITION("OSRelease", condition),
        CONDITION("PathExists", condition_path),
        CONDITION("PathExistsGlob", condition_path),
        CONDITION("PathIsDirectory", condition_path),
        CONDITION("PathIsEncrypted", condition_path),
        CONDITION("PathIsMountPoint", condition_path),
        CONDITION("PathIsReadWrite", condition_path),
        CONDITION("PathIsSymbolicLink", condition_path),
        CONDITION("Security", condition),
        CONDITION("User", condition),
        CONDITION("Virtualization", condition),

        GROUP("Cpu", cores, cpu, CORES),
        GROUP("Memory", size, memory, MEMORY),
        GROUP("CpuRounding", keyword, cpu_rounding, KEYWORDS(cpu_rounding_names, _CPU_ROUNDING_MAX, NULL)),
        GROUP("Limits", keyword, limits, KEYWORDS(limits_mode_names, _LIMITS_MAX, NULL)),
        GROUP("Swap", size, swap),
        GROUP("Restart", keyword, restart, KEYWORDS(restart_mode_names, _RESTART_MAX, NULL),
              .field = "restart"),
        GROUP("RestartSec", time, restart_sec),
        GROUP("Network", keyword, network, KEYWORDS(network_names, 1, networks_later), .field = "network"),
        GROUP("HostName", host_name, hostname),
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

        CONTAINER("Rootfs", host_path, rootfs, OWN),
        CONTAINER("Entrypoint", command, entrypoint, OWN),
        CONTAINER("Exec", command, exec, OWN),
        CONTAINER("Ports", ports, ports, OWN),
        CONTAINER("Environment", environment, environment),
        CONTAINER("EnvironmentFile", environment_file, environment_file),
        CONTAINER("WorkingDir", container_path, working_dir),
        CONTAINER("User", user, user),
        CONTAINER("Group", user_group, group),
        CONTAINER("GroupAdd", groups, group_add),
        CONTAINER("Cpu", cores, cpu, CORES),
        CONTAINER("Memory", size, memory, MEMORY),
        CONTAINER("CpuLimit", cores, cpu_limit, CORES),
        CONTAINER("MemoryLimit", size, memory_limit, MEMORY),
        CONTAINER("PidsLimit", number, pids_limit, NUMBER(1)),
        CONTAINER("Volume", volume, volume),
        CONTAINER("Tmpfs", tmpfs, tmpfs),
        CONTAINER("ReadOnly", boolean, read_only),
        CONTAINER("Ulimit", ulimit, ulimit),
        CONTAINER("LogRateLimitIntervalSec", time, log_interval),
        CONTAINER("LogRateLimitBurst", number, log_burst, NUMBER(0)),
        CONTAINER("RunInit", boolean, run_init),
        CONTAINER("StopSignal", signal, stop_signal),
        CONTAINER("StopTimeout", time, stop_timeout, .field = "deadline"),
        CONTAINER("TimeoutStartSec", time, timeout_start_sec, .field = "deadline"),
        CONTAINER("ReloadSignal", signal, reload_signal),
        CONTAINER("Restart", keyword, restart, KEYWORDS(restart_mode_names, _RESTART_MAX, NULL),
                  .field = "restart"),
        CONTAINER("RestartSec", time, restart_sec),
        CONTAINER("SuccessExitStatus", exit_status, success_exit_status),
        CONTAINER("RestartPreventExitStatus", exit_status, restart_prevent_exit_status),
        CONTAINER("RestartForceExitStatus", exit_status, restart_force_exit_status),
        CONTAINER("After", containers, after),
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

        VOLUME("Type", keyword, type, KEYWORDS(volume_type_names, _VOLUME_TYPE_MAX, volume_types_later)),
        VOLUME("Medium", keyword, medium, KEYWORDS(medium_names, _MEDIUM_MAX, NULL)),
        VOLUME("Size", size, size),
        VOLUME("Path", host_path, path),
        VOLUME("Create", boolean, create),
        VOLUME("ReadOnly", boolean, read_only),
        VOLUME("Owner", owner, owner),
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

        INSTALL("WantedBy", wanted_by),
        INSTALL("RequiredBy", required_by),
        INSTALL("Alias", alias),
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

bool key_is_later(const Key *key)
{
        return key->type == &type_none;
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
