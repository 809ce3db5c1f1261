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

static void bind_outbound(Bindings *b, const ItemList *list)
{
        if (!outbound_has(list, "yes"))
                bind_list(b, OUTBOUND_OPTION, list);
}

void bind_rules(Bindings *b, const Definition *def)
{
        if (definition_network(def) == NETWORK_PRIVATE)
                bind_text(bind_from_scalar(b, &def->network), "network", UNITNAME_NETWORK);
}

/* What is there before. The host has no rules for one in a network of its own, but that is to be set up: its
 * default route by that interface becomes the group's. */
static void bind_before(Bindings *b, const Definition *def)
{
        if (definition_macvlan(def))
                bind_text(bind_from_scalar(b, &def->network), "network", "network-online.target");
        else
                bind_rules(b, def);
}

void bind_network(Bindings *b, const Definition *def)
{
        const char *macvlan = definition_macvlan(def);
        if (definition_network(def) != NETWORK_PRIVATE && !macvlan)
                return;
        bind_before(b, def);
        bind_text(b, "network_up", COSLICE_NETWORK);
        bind_text(bind_from_scalar(b, &def->network), "network_up", "up");
        bind_textf(b, "network_up", "--group=%s", def->name);
        if (macvlan)
                bind_textf(bind_from_scalar(b, &def->network), "network_up", "--" MACVLAN_OPTION "=%s",
                           macvlan);
        bind_list(b, RANGE_OPTION, &def->ranges);
        bind_list(b, ADDRESS_OPTION, &def->address);
        bind_list(b, OPEN_OPTION, &def->open_ports);
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
