/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/start/groupnetwork.h"

#include "core/contract/contract.h"
#include "helper/common/textfile.h"
#include "helper/container/texts/resolvconf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* systemd-resolved(8): the servers that it asks itself, where the first file names only its own. */
static const char *const resolv_confs[] = {"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"};

#define RESOLV_CONF_MAX 65536 /* bytes */
#define NO_SERVERS \
        "# No name server that the host asks can be reached from a group with an address of its own.\n"

static int read_file(const char *path, size_t max, char **ret)
{
        size_t size;
        _cleanup_close_ int fd = open(path, TEXTFILE_FLAGS);
        return fd < 0 ? -errno : textfile_read(fd, max, ret, &size);
}

/* A file that isn't there or can't be read is one without servers, as programs take it. */
static int find_servers(bool v6, StrBuf *ret)
{
        for (size_t i = 0; i < ARRAY_SIZE(resolv_confs); i++) {
                _cleanup_free_ char *text = NULL;
                size_t servers = 0;
                int r = read_file(resolv_confs[i], RESOLV_CONF_MAX, &text);
                if (r == -ENOMEM)
                        return r;
                strbuf_truncate(ret, 0);
                if (r == 0 && resolvconf_filter(text, v6, ret, &servers) < 0)
                        return -ENOMEM;
                if (servers > 0)
                        return 0;
        }
        strbuf_truncate(ret, 0);
        return strbuf_add(ret, NO_SERVERS);
}

static int no_record(const char *group, const char *path, int error, Failure *failure)
{
        if (error == ENOENT)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "group %s has no network, which comes with its sandbox: restart group %s",
                                   group, group);
        return failure_set(failure, EXIT_SETUP_STATE, error, "read %s", path);
}

int groupnetwork_find(const char *group, NetworkSight *ret, Failure *failure)
{
        _cleanup_free_ char *path = string_printf(COSLICE_NETWORK_DIR "/%s", group), *text = NULL;
        _cleanup_strvec_ StrVec words = {};
        _cleanup_network_ Network network = {};
        _cleanup_strbuf_ StrBuf servers = {};
        int r = path ? read_file(path, NETWORK_RECORD_MAX, &text) : -ENOMEM;
        if (r < 0)
                return no_record(group, path, -r, failure);
        r = network_read_record(text, &words, &network, failure);
        if (r < 0)
                return r;
        if (find_servers(network.addresses.has6, &servers) < 0 ||
            strbuf_take(&servers, &ret->resolv_conf) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "find the host's name servers");
        ret->addresses = network.addresses;
        ret->has_host = network.ranges.has4;
        if (ret->has_host)
                ret->host = prefix_at(&network.ranges.v4, 1);
        return 0;
}
