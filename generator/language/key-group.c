/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Group], in the manual's order. */
#include "generator/language/rows.h"

#define KEY(key, value, member, ...) ROW(SECTION_GROUP, Definition, key, value, member, __VA_ARGS__)
#define FUTURE(key)                  ROW_LATER(SECTION_GROUP, key)
#define FUTURE_BUT(key, word)        ROW_LATER(SECTION_GROUP, key, .already = (word))

static const NeedyWord networks_needy[] = {{"private", FEATURE_NETWORK},
                                           {"bridge", FEATURE_NETWORK},
                                           {"macvlan", FEATURE_NETWORK},
                                           {"ipvlan", FEATURE_NOT_YET},
                                           {}};

static const NeedyWord auto_updates_needy[] = {{"registry", FEATURE_IMAGES}, {}};

static const Key keys[] = {
        KEY("Cpu", cores, cpu, CORES),
        KEY("Memory", size, memory, MEMORY),
        KEY("CpuRounding", keyword, cpu_rounding, KEYWORDS(cpu_rounding_names, _CPU_ROUNDING_MAX, NULL)),
        KEY("Limits", keyword, limits, KEYWORDS(limits_mode_names, _LIMITS_MAX, NULL)),
        KEY("Swap", size, swap),
        KEY("Restart", keyword, restart, KEYWORDS(restart_mode_names, _RESTART_MAX, NULL), .field = "restart",
            .fallback = RESTART_ALWAYS),
        KEY("RestartSec", time, restart_sec, .fallback = SECOND),
        KEY("Network", keyword, network,
            RULE(.words = network_names, .n_words = _NETWORK_MAX, .needy = networks_needy,
                 .read_rest = read_interface),
            .field = "network", .fallback = NETWORK_PRIVATE, .flags = KEY_DEPENDS),
        KEY("HostPorts", host_ports, host_ports, .needs = FEATURE_NETWORK),
        KEY("Address", ip_addresses, address, .needs = FEATURE_NETWORK),
        KEY("Ports", open_ports, open_ports, .needs = FEATURE_NETWORK),
        KEY("PublishPort", publish, publish, .needs = FEATURE_NETWORK),
        KEY("Outbound", outbound, outbound, .needs = FEATURE_NETWORK, .already = "no"),
        KEY("HostName", host_name, hostname),
        KEY("DnsName", host_name, dns_name, .needs = FEATURE_NETWORK),
        KEY("DNS", name_servers, dns),
        KEY("DNSSearch", search_domains, dns_search),
        KEY("DNSOption", dns_options, dns_option),
        KEY("AddHost", added_hosts, add_host),
        KEY("UserNS", userns, userns),
        KEY("SharePid", boolean, share_pid),
        KEY("Sysctl", sysctls, sysctl),
        KEY("AutoUpdate", keyword, auto_update,
            KEYWORDS(auto_update_names, _AUTO_UPDATE_MAX, auto_updates_needy)),
        KEY("ShmSize", size, shm_size, .fallback = SHM_SIZE_DEFAULT),
};

static const Key later[] = {
        FUTURE_BUT("Isolation", "namespaces"),
        FUTURE_BUT("OperatingSystem", "linux"),
        FUTURE_BUT("OnDemand", "no"),
        FUTURE("IdleTimeout"),
        FUTURE("RuntimeMaxSec"),
        FUTURE("OnCalendar"),
        FUTURE("Persistent"),
        FUTURE("RandomizedDelaySec"),
        FUTURE("LogNamespace"),
        FUTURE("Label"),
};

const KeyTable group_keys = {KEPT(keys), LATER(later)};
