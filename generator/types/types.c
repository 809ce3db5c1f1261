/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of value types. */
#include "generator/types/types.h"

#include "core/contract/contract.h"
#include "core/contract/lookup.h"
#include "core/contract/timezone.h"
#include "core/contract/userns.h"
#include "generator/types/readers.h"
#include "generator/types/writers.h"

/* Nothing is read: parse refuses the key before. */
const ValueType type_none = {.shape = SHAPE_NONE};

#define NUMBER .shape = SHAPE_SCALAR
const ValueType type_boolean = {NUMBER, .expected = "yes or no", .field = "bool", .read = read_bool,
                                .write = write_boolean};
const ValueType type_cores = {NUMBER, .expected = "cores like 2, 0.75 or 750m", .field = "cores",
                              .read = read_cores};
const ValueType type_size = {NUMBER, .expected = "a size like 512M, 1.5G or 4096", .field = "size",
                             .read = read_size, .write = write_number};
const ValueType type_time = {NUMBER, .expected = "a time span like 90, 10s, 1min 30s or infinity",
                             .field = "time", .read = read_time, .write = write_time};
const ValueType type_number = {NUMBER, .field = "count", .read = read_number, .write = write_number};
const ValueType type_keyword = {NUMBER, .read = read_keyword, .write = write_keyword};
const ValueType type_signal = {NUMBER, .expected = "a signal like SIGTERM, HUP or 15", .field = "signal",
                               .read = read_signal, .write = write_signal};
const ValueType type_mode = {NUMBER, .expected = "an octal number like 0440, up to 0777", .field = "mode",
                             .read = read_mode};
const ValueType type_owner = {NUMBER, .expected = "UID or UID:GID, numbers from 0 to " COSLICE_ID_MAX_TEXT,
                              .field = "owner", .read = read_owner, .write = write_owner};

#define TEXT .shape = SHAPE_SCALAR
const ValueType type_text = {TEXT, .read = read_text, .write = write_text};
const ValueType type_host_name = {TEXT, .expected = HOST_NAME_RULE, .field = "host", .read = read_host_name,
                                  .write = write_text};
const ValueType type_label = {TEXT, .expected = "a name: " LABEL_RULE, .read = read_one_label,
                              .write = write_text};
const ValueType type_seccomp_profile = {TEXT,
                                        .expected = "unconfined, or the path of a profile, absolute or "
                                                    "one that begins with \"./\"",
                                        .reads_as = TEXT_KEEPS_HASH, .read = read_seccomp_profile,
                                        .write = write_text};
const ValueType type_timezone = {TEXT, .expected = TIMEZONE_RULE, .field = "zone", .read = read_timezone,
                                 .write = write_text};
const ValueType type_apparmor = {TEXT, .expected = "unconfined, or the name of a profile like my-profile",
                                 .field = "apparmor", .read = read_apparmor, .write = write_text};
const ValueType type_user = {
        TEXT, .expected = "USER or USER:GROUP, names or numbers from 0 to " COSLICE_ID_MAX_TEXT,
        .field = "user", .read = read_user, .write = write_text};
const ValueType type_user_group = {TEXT,
                                   .expected = "a group: a name, or a number from 0 to " COSLICE_ID_MAX_TEXT,
                                   .field = "user", .read = read_user_group, .write = write_text};
const ValueType type_userns = {TEXT, .expected = USERNS_FORM, .field = "text", .read = read_userns,
                               .write = write_text};
const ValueType type_image = {TEXT, .expected = "the reference of an image like docker.io/library/nginx:1.25",
                              .field = "image", .read = read_image, .write = write_text};
const ValueType type_credential = {
        TEXT, .expected = "the name of an encrypted credential, systemd-creds(1), or an absolute path",
        .reads_as = TEXT_KEEPS_HASH, .read = read_credential, .write = write_text};
const ValueType type_host_path = {
        TEXT,
        .expected = "an absolute path, or one that begins with \"./\" for a file below the definition's own "
                    "folder",
        .reads_as = TEXT_KEEPS_HASH | TEXT_PATH,
        .field = "path",
        .read = read_host_path,
        .write = write_text};
const ValueType type_container_path = {TEXT,
                                       .expected = "an absolute path inside the container",
                                       .reads_as = TEXT_KEEPS_HASH,
                                       .field = "target",
                                       .read = read_container_path,
                                       .write = write_text};

const ValueType type_command = {.shape = SHAPE_COMMAND,
                                .split = SPLIT_COMMAND,
                                .reads_as = TEXT_KEEPS_HASH | TEXT_COMMAND,
                                .field = "exec",
                                .read = read_word,
                                .write = write_text};

#define WORDS .shape = SHAPE_LIST, .split = SPLIT_WORDS, .reads_as = TEXT_KEEPS_HASH
const ValueType type_groups = {WORDS,
                               .expected = "a group: a name, or a number from 0 to " COSLICE_ID_MAX_TEXT,
                               .field = "names", .read = read_group, .write = write_text};
const ValueType type_environment = {WORDS,
                                    .expected = "NAME=VALUE",
                                    .field = "env",
                                    .read = read_variable,
                                    .write = write_text,
                                    .check = check_variables};
const ValueType type_exit_status = {WORDS,
                                    .expected = "exit statuses like 3 or TEMPFAIL, or signals like SIGHUP",
                                    .read = read_exit_status, .write = write_text};
const ValueType type_ulimit = {
        WORDS,
        .expected = "NAME=SOFT[:HARD] with one of as, core, cpu, data, fsize, locks, memlock, "
                    "msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack",
        .field = "ulimit", .read = read_ulimit, .write = write_limit};
const ValueType type_socket_families = {
        WORDS, .expected = "families of sockets like AF_PACKET, or of netlink like NETLINK_NETFILTER",
        .read = read_socket_family, .write = write_text};
const ValueType type_sysctls = {
        WORDS, .expected = "NAME=VALUE like net.ipv4.ip_forward=1, in quotes if blanks are in it",
        .field = "sysctl", .read = read_sysctl, .write = write_text};
const ValueType type_masked_paths = {WORDS, .expected = "absolute paths inside the container",
                                     .read = read_masked_path, .write = write_text,
                                     .check = check_masked_paths};
const ValueType type_unmasked_paths = {WORDS, .expected = "absolute paths inside the container, or all",
                                       .read = read_unmasked_path, .write = write_text,
                                       .check = check_masked_paths};
const ValueType type_ports = {WORDS, .expected = "ports like 80, 53/udp or 8000-8010/tcp, from 1 to 65535",
                              .field = "ports", .read = read_ports};
const ValueType type_host_ports = {WORDS,
                                   .expected = "ports like 80, 53/udp or 8000-8010/tcp, from 1 to 65535",
                                   .field = "ports", .read = read_host_ports, .write = write_text};
const ValueType type_ip_addresses = {WORDS, .expected = "addresses like 10.67.1.2 or fd00::1:2",
                                     .field = "address", .read = read_ip_address, .write = write_text};
const ValueType type_open_ports = {WORDS, .field = "ports", .read = read_open, .write = write_text};
const ValueType type_publish = {WORDS, .field = "publish", .read = read_publish, .write = write_text};
const ValueType type_outbound = {WORDS,
                                 .expected = "yes, no, or ranges of addresses like 10.0.0.0/8 or fd00::/8",
                                 .field = "outbound", .read = read_outbound, .write = write_text};
const ValueType type_name_servers = {WORDS,
                                     .expected = "addresses of name servers like 192.0.2.53 or fd00::53",
                                     .field = "dns", .read = read_name_server, .write = write_text};
const ValueType type_search_domains = {WORDS, .expected = HOST_NAME_RULE, .field = "search",
                                       .read = read_search_domain, .write = write_text};
const ValueType type_dns_options = {WORDS, .expected = DNS_OPTION_RULE, .field = "dnsoption",
                                    .read = read_dns_option, .write = write_text};
const ValueType type_added_hosts = {WORDS, .field = "addhost", .read = read_added_host, .write = write_text};
const ValueType type_capabilities = {WORDS,
                                     .expected = "capabilities like NET_ADMIN or CAP_NET_ADMIN, or all",
                                     .field = "capabilities", .read = read_capability};
const ValueType type_containers = {WORDS, .expected = "names of containers, which are " LABEL_RULE,
                                   .read = read_label, .write = write_text};
const ValueType type_host_paths = {WORDS, .read = read_host_path, .write = write_text};
const ValueType type_addresses = {
        .shape = SHAPE_LIST,
        .split = SPLIT_WORDS,
        .reads_as = TEXT_KEEPS_HASH | TEXT_URI,
        .expected = "addresses that begin with http://, https://, file:/, info: or man:",
        .read = read_address,
        .write = write_text};

#define LINE .shape = SHAPE_LIST, .split = SPLIT_NONE
const ValueType type_environment_file = {LINE, .reads_as = TEXT_KEEPS_HASH, .field = "envfile",
                                         .read = read_variable_file, .write = write_text};
/* Taken apart when all volumes of the group are known: parse/mountlines.c. */
const ValueType type_volume = {LINE, .reads_as = TEXT_KEEPS_HASH | TEXT_MOUNT | TEXT_VOLUME,
                               .field = "volume", .read = read_word};
const ValueType type_tmpfs = {LINE, .reads_as = TEXT_KEEPS_HASH | TEXT_MOUNT, .field = "tmpfs",
                              .read = read_word};

const ValueType type_device = {LINE,
                               .expected = "a device like /dev/ttyUSB0, /dev/x:/dev/y:rw or /dev/x,uid=1000",
                               .reads_as = TEXT_KEEPS_HASH,
                               .field = "device",
                               .read = read_device,
                               .write = write_text};

const ValueType type_secret = {
        LINE,
        .expected =
                "the name of an encrypted credential, systemd-creds(1), or the path of a file, and options "
                "as in db,type=env,target=PASSWORD",
        .reads_as = TEXT_KEEPS_HASH, .read = read_secret, .write = write_text};
const ValueType type_volume_secret = {
        LINE,
        .expected =
                "the name of an encrypted credential, systemd-creds(1), or the path of a file, and options "
                "as in db,target=password,mode=0440",
        .reads_as = TEXT_KEEPS_HASH, .read = read_secret, .write = write_text};

#define UNITS_EXPECTED "names of units with their suffix, as in db.service or web.group"
const ValueType type_units = {.shape = SHAPE_LIST,
                              .split = SPLIT_UNITS,
                              .expected = UNITS_EXPECTED,
                              .read = read_unit,
                              .write = write_text};

const ValueType type_unit_settings = {
        .shape = SHAPE_SETTINGS, .split = SPLIT_UNITS, .expected = UNITS_EXPECTED, .read = read_unit};
const ValueType type_condition = {.shape = SHAPE_SETTINGS, .read = read_condition};
const ValueType type_condition_path = {.shape = SHAPE_SETTINGS,
                                       .expected = "an absolute path, \"!\" before it negates",
                                       .read = read_condition_path};
const ValueType type_condition_update = {.shape = SHAPE_SETTINGS,
                                         .expected = "/etc or /var, \"!\" before it negates",
                                         .read = read_condition_update};

const ValueType *const value_types[] = {
        &type_boolean,
        &type_cores,
        &type_size,
        &type_time,
        &type_number,
        &type_keyword,
        &type_signal,
        &type_mode,
        &type_owner,
        &type_text,
        &type_host_name,
        &type_label,
        &type_seccomp_profile,
        &type_timezone,
        &type_apparmor,
        &type_user,
        &type_user_group,
        &type_userns,
        &type_image,
        &type_credential,
        &type_host_path,
        &type_container_path,
        &type_command,
        &type_groups,
        &type_environment,
        &type_secret,
        &type_volume_secret,
        &type_environment_file,
        &type_exit_status,
        &type_ulimit,
        &type_socket_families,
        &type_sysctls,
        &type_masked_paths,
        &type_unmasked_paths,
        &type_ports,
        &type_host_ports,
        &type_ip_addresses,
        &type_open_ports,
        &type_publish,
        &type_outbound,
        &type_name_servers,
        &type_search_domains,
        &type_dns_options,
        &type_added_hosts,
        &type_capabilities,
        &type_containers,
        &type_volume,
        &type_tmpfs,
        &type_device,
        &type_host_paths,
        &type_addresses,
        &type_units,
        &type_unit_settings,
        &type_condition,
        &type_condition_path,
        &type_condition_update,
        &type_none,
};
const size_t n_value_types = ARRAY_SIZE(value_types);

bool type_is_set_once(const ValueType *type)
{
        return type->shape == SHAPE_SCALAR || type->shape == SHAPE_COMMAND;
}
