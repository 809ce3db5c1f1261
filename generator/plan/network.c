/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a sandbox has coslice-network do for a group with a network of its own. */
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "generator/model/networks.h"
#include "generator/plan/arguments.h"
#include "generator/plan/bound-values.h"

static void bind_list(Bindings *b, const char *option, const ItemList *list)
{
        for (size_t i = 0; i < list->n; i++)
                bind_textf(bind_from(b, &list->items[i].at, NULL), "network_up", "--%s=%s", option,
                           list->items[i].text);
}

/* What is published on a loopback address is for the host alone, which coslice-network sees to. */
static bool is_for_all(const Publish *publish)
{
        return publish->anywhere || !ip_is_loopback(&publish->address);
}

/* Whether Ports=, or what the first N of PublishPort= lead to, has PORT. */
static bool is_open(const Network *network, size_t n, const PortRange *port)
{
        for (size_t i = 0; i < network->opens.n; i++)
                if (ports_overlap(&network->opens.items[i].ports, port))
                        return true;
        for (size_t i = 0; i < n; i++) {
                const PortRange inside = publish_inside(network->publishes.items + i);
                if (is_for_all(network->publishes.items + i) && ports_overlap(&inside, port))
                        return true;
        }
        return false;
}

static void bind_open(Bindings *b, const Place *at, const PortRange *ports)
{
        const Open open = {.ports = *ports};
        _cleanup_strbuf_ StrBuf written = {};
        strbuf_add(&written, "--" OPEN_OPTION "=");
        int r = open_write(&open, &written);
        bind_written(bind_from(b, at, "what is published is open"), "network_up", r, &written);
}

/* What is published is open to all, but for ports of which Ports= says who may reach them. */
static void bind_published(Bindings *b, const Network *network, size_t i, const Place *at)
{
        const PortRange inside = publish_inside(network->publishes.items + i);
        PortRange run = {.udp = inside.udp};
        if (!is_for_all(network->publishes.items + i))
                return;
        for (unsigned port = inside.first; port <= inside.last; port++) {
                const PortRange one = {(uint16_t)port, (uint16_t)port, inside.udp};
                bool taken = is_open(network, i, &one);
                if (!taken && run.first == 0)
                        run.first = one.first;
                run.last = taken ? run.last : one.first;
                if (run.first > 0 && (taken || port == inside.last)) {
                        bind_open(b, at, &run);
                        run.first = 0;
                }
        }
}

static void bind_outbound(Bindings *b, const ItemList *list)
{
        if (!outbound_has(list, "yes"))
                bind_list(b, OUTBOUND_OPTION, list);
}

void bind_network(Bindings *b, const Definition *def)
{
        _cleanup_network_ Network network = {};
        if (definition_network(def) != NETWORK_PRIVATE)
                return;
        if (network_of(def, &network) < 0)
                b->oom = true;
        bind_text(bind_from_scalar(b, &def->network), "network", UNITNAME_NETWORK);
        bind_text(b, "network_up", COSLICE_NETWORK);
        bind_text(bind_from_scalar(b, &def->network), "network_up", "up");
        bind_textf(b, "network_up", "--group=%s", def->name);
        bind_list(b, RANGE_OPTION, &def->ranges);
        bind_list(b, ADDRESS_OPTION, &def->address);
        bind_list(b, OPEN_OPTION, &def->open_ports);
        for (size_t i = 0; i < network.publishes.n; i++)
                bind_published(b, &network, i, &def->publish.items[i].at);
        bind_list(b, PUBLISH_OPTION, &def->publish);
        bind_outbound(b, &def->outbound);
        bind_list(b, HOST_PORT_OPTION, &def->host_ports);
        if (def->dns_name.set)
                bind_textf(bind_from_scalar(b, &def->dns_name), "network_up", "--" DNS_NAME_OPTION "=%s",
                           def->dns_name.text);
        bind_text(b, "network_down", COSLICE_NETWORK);
        bind_text(b, "network_down", "down");
        bind_textf(b, "network_down", "--group=%s", def->name);
}
