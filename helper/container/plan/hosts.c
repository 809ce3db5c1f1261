/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/plan/hosts.h"

#include <errno.h>
#include <string.h>

static const IpAddress loopback4 = {.bytes = {127, 0, 0, 1}}, loopback6 = {.v6 = true, .bytes = {[15] = 1}};

/* As Podman calls it. */
#define HOST_NAME "host.containers.internal"

/* The beginning of a line. */
static void write_address(const IpAddress *address, StrBuf *ret)
{
        char text[IP_TEXT_MAX];
        ip_format(address, text);
        strbuf_addf(ret, "%s\t", text);
}

/* What a group without an address of its own has is the loopback interface's. */
static void write_own_name(const char *name, const char *first, const NetworkSight *network, StrBuf *ret)
{
        const GroupAddresses *own = &network->addresses;
        const IpAddress *addresses[] = {&loopback4, &loopback6};
        if (own->has4 || own->has6) {
                addresses[0] = own->has4 ? &own->v4 : NULL;
                addresses[1] = own->has6 ? &own->v6 : NULL;
        }
        for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
                if (!addresses[i])
                        continue;
                write_address(addresses[i], ret);
                strbuf_addf(ret, "%s%s%s\n", name, streq(first, name) ? "" : " ",
                            streq(first, name) ? "" : first);
        }
}

/* The containers of a group find each other here. */
static void write_localhost(const RunRequest *request, const char *first, const IpAddress *address,
                            const char *names, StrBuf *ret)
{
        write_address(address, ret);
        strbuf_add(ret, names);
        for (size_t i = 0; i < request->localhosts.n; i++) {
                const char *other = request->localhosts.items[i];
                if (!streq(other, request->hostname) && !streq(other, first))
                        strbuf_addf(ret, " %s", other);
        }
        strbuf_add_char(ret, '\n');
}

int hosts_write(const RunRequest *request, const NetworkSight *network, StrBuf *ret)
{
        const char *name = request->hostname;
        /* Of "mail.example.org", "mail" too, as in hosts(5). */
        _cleanup_free_ char *first = strndup(name, strcspn(name, "."));
        if (!first)
                return -ENOMEM;
        /* The first line that has an address says its full name, and the first word of a name's line what it
         * is called in full: what `hostname -f` prints. */
        write_own_name(name, first, network, ret);
        write_localhost(request, first, &loopback4, "localhost", ret);
        write_localhost(request, first, &loopback6, "localhost ip6-localhost ip6-loopback", ret);
        if (network->has_host) {
                write_address(&network->host, ret);
                strbuf_add(ret, HOST_NAME "\n");
        }
        for (size_t i = 0; i < request->hosts.n; i++) {
                const AddedHost *host = request->hosts.items + i;
                write_address(host->gateway ? &network->host : &host->address, ret);
                strbuf_addf(ret, "%s\n", host->name);
        }
        return ret->oom ? -ENOMEM : 0;
}
