/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/start/sight.h"

#include "core/contract/contract.h"
#include "helper/common/textfile.h"
#include "helper/container/texts/resolvconf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define RESOLV_CONF     "/etc/resolv.conf"
#define RESOLV_CONF_MAX 65536 /* bytes */
/* The servers that systemd-resolved(8) asks itself, where the first file names only its own. */
#define RESOLV_CONF_UPSTREAM "/run/systemd/resolve/resolv.conf"

#define NO_NETWORK "# This group has the loopback interface alone.\n"
#define NO_SERVERS "# No name server that the host asks can be reached from a group with its own address.\n"

static int read_file(const char *path, size_t max, char **ret)
{
        size_t size;
        _cleanup_close_ int fd = open(path, TEXTFILE_FLAGS);
        return fd < 0 ? -errno : textfile_read(fd, max, ret, &size);
}

/* The host's file; of one that isn't there nothing. */
static int read_hosts_file(const char *path, char **ret, Failure *failure)
{
        int r = read_file(path, RESOLV_CONF_MAX, ret);
        if (r == -ENOENT) {
                *ret = strdup("");
                r = *ret ? 0 : -ENOMEM;
        }
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "copy %s of the host: it is no regular file",
                                   path);
        return r < 0 ? failure_set(failure, EXIT_SETUP_ROOT, -r, "copy %s of the host", path) : 0;
}

/* What a group with an address reaches of that. */
static int find_servers(bool v6, bool own, StrBuf *ret, Failure *failure)
{
        static const char *const paths[] = {RESOLV_CONF, RESOLV_CONF_UPSTREAM};
        for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
                _cleanup_free_ char *text = NULL;
                size_t servers;
                int r = read_hosts_file(paths[i], &text, failure);
                if (r < 0)
                        return r;
                strbuf_truncate(ret, 0);
                if (resolvconf_filter(text, v6, ret, &servers) < 0)
                        return -ENOMEM;
                if (servers > 0 || own)
                        return 0;
        }
        strbuf_truncate(ret, 0);
        return strbuf_add(ret, NO_SERVERS);
}

/* The host asks those that it has at that time, whichever they become. */
static int name_host(const IpAddress *host, StrBuf *ret)
{
        char address[IP_TEXT_MAX];
        ip_format(host, address);
        return strbuf_addf(ret, "nameserver %s\nsearch " NAMES_DOMAIN "\n", address);
}

static int find_text(const RunRequest *request, const NetworkSight *sight, StrBuf *ret, Failure *failure)
{
        if (request->group_network && sight->names)
                return name_host(&sight->host, ret);
        if (request->group_network)
                return find_servers(sight->addresses.has6, request->dns.n > 0, ret, failure);
        if (!request->host_network)
                return strbuf_add(ret, request->dns.n > 0 ? "" : NO_NETWORK);
        _cleanup_free_ char *text = NULL;
        int r = read_hosts_file(RESOLV_CONF, &text, failure);
        return r < 0 ? r : strbuf_add(ret, text);
}

static int check_no_gateway(const RunRequest *request, Failure *failure)
{
        for (size_t i = 0; i < request->hosts.n; i++)
                if (request->hosts.items[i].gateway)
                        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                           "option --" ADD_HOST_OPTION
                                           ": this group has no network with a host");
        return 0;
}

static int read_record(const RunRequest *request, NetworkSight *ret, Failure *failure)
{
        const char *group = request->group;
        _cleanup_free_ char *path = string_printf(COSLICE_NETWORK_DIR "/%s", group), *text = NULL;
        _cleanup_strvec_ StrVec words = {};
        _cleanup_network_ Network network = {};
        int r = path ? read_file(path, NETWORK_RECORD_MAX, &text) : -ENOMEM;
        if (r == -ENOENT)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "group %s has no network, which comes with its sandbox: restart group %s",
                                   group, group);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "read " COSLICE_NETWORK_DIR "/%s", group);
        r = network_read_record(text, &words, &network, failure);
        if (r < 0)
                return r;
        ret->addresses = network.addresses;
        if (network.macvlan) /* the host isn't heard there */
                return check_no_gateway(request, failure);
        if (!network.addresses.has4 || !network.ranges.has4)
                return failure_set(failure, EXIT_SETUP_STATE, 0, COSLICE_NETWORK_DIR "/%s says no address",
                                   group);
        ret->has_host = true;
        ret->host = network_gateway(&network.ranges.v4);
        ret->names = network.names;
        return 0;
}

int sight_find(const RunRequest *request, NetworkSight *ret, Failure *failure)
{
        static const IpAddress loopback = {.bytes = {127, 0, 0, 1}};
        const ResolvWish wish = {&request->dns, &request->dns_searches, &request->dns_options};
        _cleanup_strbuf_ StrBuf host = {}, all = {};
        int r = request->group_network ? read_record(request, ret, failure) : 0;
        if (request->host_network)
                ret->host = loopback;
        if (r == 0)
                r = find_text(request, ret, &host, failure);
        if (r == 0)
                r = resolvconf_settle(host.text ? host.text : "", &wish, &all);
        return r < 0 ? r : strbuf_take(&all, &ret->resolv_conf);
}
