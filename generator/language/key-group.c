/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Group], in the manual's order. */
#include "generator/language/rows.h"

#define KEY(key, value, member, ...) ROW(SECTION_GROUP, Definition, key, value, member, __VA_ARGS__)
#define LATER(key)                   ROW_LATER(SECTION_GROUP, key)
#define LATER_BUT(key, word)         ROW_LATER(SECTION_GROUP, key, .already = (word))

static const char *const network_names[] = {"none"};
static const NeedyWord networks_needy[] = {{"private", FEATURE_NOT_YET}, {"bridge", FEATURE_NOT_YET},
                                           {"host", FEATURE_NOT_YET},    {"macvlan", FEATURE_NOT_YET},
                                           {"ipvlan", FEATURE_NOT_YET},  {}};

static const Key keys[] = {
        KEY("Cpu", cores, cpu, CORES),
        KEY("Memory", size, memory, MEMORY),
        KEY("CpuRounding", keyword, cpu_rounding, KEYWORDS(cpu_rounding_names, _CPU_ROUNDING_MAX, NULL)),
        KEY("Limits", keyword, limits, KEYWORDS(limits_mode_names, _LIMITS_MAX, NULL)),
        KEY("Swap", size, swap),
        KEY("Restart", keyword, restart, KEYWORDS(restart_mode_names, _RESTART_MAX, NULL), .field = "restart",
            .fallback = RESTART_ALWAYS),
        KEY("RestartSec", time, restart_sec, .fallback = SECOND),
        KEY("Network", keyword, network, KEYWORDS(network_names, 1, networks_needy), .field = "network"),
        KEY("HostName", host_name, hostname),
        LATER("HostPorts"),
        LATER("Address"),
        LATER("Ports"),
        LATER("PublishPort"),
        LATER_BUT("Outbound", "no"),
        LATER("DnsName"),
        LATER("DNS"),
        LATER("DNSSearch"),
        LATER("DNSOption"),
        LATER("AddHost"),
        LATER_BUT("UserNS", "host"),
        LATER_BUT("SharePid", "no"),
        LATER("Sysctl"),
        LATER("ShmSize"),
        LATER_BUT("Isolation", "namespaces"),
        LATER_BUT("OperatingSystem", "linux"),
        LATER_BUT("OnDemand", "no"),
        LATER("IdleTimeout"),
        LATER("RuntimeMaxSec"),
        LATER("OnCalendar"),
        LATER("Persistent"),
        LATER("RandomizedDelaySec"),
        LATER_BUT("AutoUpdate", "no"),
        LATER("LogNamespace"),
        LATER("Label"),
};

const KeyTable group_keys = TABLE(keys);
