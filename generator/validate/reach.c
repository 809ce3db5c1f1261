/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generator/validate/reach.h"

#include "generator/model/networks.h"

#include <errno.h>
#include <string.h>

static const char *protocol(const PortRange *ports)
{
        return ports->udp ? "udp" : "tcp";
}

/* The first port that A and B, which overlap, both have. */
static unsigned first_common(const PortRange *a, const PortRange *b)
{
        return a->first > b->first ? a->first : b->first;
}

/* AGAIN has a port that FIRST has: "port 80/tcp is WHAT in line 3". */
static int tell_twice(const PortRange *ports, const PortRange *before, const char *what, const Item *first,
                      const Item *again, DiagList *diags)
{
        _cleanup_free_ char *where = place_to_string(&first->at, &again->at);
        if (!where)
                return -ENOMEM;
        return diag_error(diags, &again->at, "port %u/%s is %s in %s; leave it out",
                          first_common(ports, before), protocol(ports), what, where);
}

/* --- addresses --- */

static int check_addresses(const ItemList *list, DiagList *diags)
{
        const Item *seen[2] = {};
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++) {
                const Item *item = list->items + i;
                bool v6 = strchr(item->text, ':') != NULL;
                if (!seen[v6]) {
                        seen[v6] = item;
                        continue;
                }
                _cleanup_free_ char *where = place_to_string(&seen[v6]->at, &item->at);
                r = where ? diag_error(diags, &item->at,
                                       "a group has at most one %s address, and that is said in %s; leave it "
                                       "out",
                                       v6 ? "IPv6" : "IPv4", where)
                          : -ENOMEM;
        }
        return r;
}

/* --- what is open --- */

static bool is_same_source(const Open *a, const Open *b)
{
        if (a->from != b->from)
                return false;
        switch (a->from) {
        case FROM_ANYWHERE: return true;
        case FROM_RANGE: return prefixes_overlap(&a->range, &b->range);
        case FROM_GROUP: return streq(a->group, b->group);
        }
        return false;
}

/* NARROW names a source of ports, of which ALL opens some to everybody. */
static int warn_of_source(const PortRange *ports, const PortRange *other, const Item *narrow, const Item *all,
                          DiagList *diags)
{
        _cleanup_free_ char *where = place_to_string(&all->at, &narrow->at);
        return where ? diag_warning(diags, &narrow->at, "port %u/%s is open to all, in %s",
                                    first_common(ports, other), protocol(ports), where)
                     : -ENOMEM;
}

static int check_open(const OpenList *opens, const ItemList *list, size_t i, DiagList *diags)
{
        const Open *open = opens->items + i;
        for (size_t k = 0; k < i; k++) {
                const Open *other = opens->items + k;
                const Item *first = list->items + k, *again = list->items + i;
                if (!ports_overlap(&open->ports, &other->ports))
                        continue;
                if (is_same_source(open, other))
                        return tell_twice(&open->ports, &other->ports, "given twice, first", first, again,
                                          diags);
                if (open->from == FROM_ANYWHERE)
                        return warn_of_source(&open->ports, &other->ports, first, again, diags);
                if (other->from == FROM_ANYWHERE)
                        return warn_of_source(&open->ports, &other->ports, again, first, diags);
        }
        return 0;
}

/* Groups that are no other ones. */
static int check_source(const Definition *def, const Open *open, const Item *item, DiagList *diags)
{
        static const char how[] = "containers of a group reach each other at localhost, open or not";
        if (open->from != FROM_GROUP)
                return 0;
        if (streq(open->group, def->name))
                return diag_error(diags, &item->at, "%s is this group itself: %s; leave it out", open->group,
                                  how);
        return definition_container(def, open->group)
                       ? diag_warning(diags, &item->at,
                                      "from=%s means a group of that name, not the container: %s",
                                      open->group, how)
                       : 0;
}

static int check_opens(const Definition *def, const Network *network, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < network->opens.n && r == 0; i++) {
                r = check_open(&network->opens, &def->open_ports, i, diags);
                if (r == 0)
                        r = check_source(def, network->opens.items + i, def->open_ports.items + i, diags);
        }
        return r;
}

/* --- what is published --- */

static int check_publishes(const Definition *def, const Network *network, DiagList *diags)
{
        const PublishList *list = &network->publishes;
        size_t n = 0;
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++) {
                const Publish *publish = list->items + i;
                const Item *item = def->publish.items + i;
                n += ports_count(&publish->host);
                if (n > PORTS_MAX)
                        return diag_error(diags, &item->at, "a group publishes at most %d ports", PORTS_MAX);
                size_t k = 0;
                while (k < i && !publish_collides(publish, list->items + k))
                        k++;
                if (k < i)
                        r = tell_twice(&publish->host, &list->items[k].host, "published twice, first",
                                       def->publish.items + k, item, diags);
        }
        return r;
}

/* --- what the group reaches --- */

static int check_outbound(const ItemList *list, DiagList *diags)
{
        const char *word = outbound_has(list, "yes") ? "yes" : outbound_has(list, OUTBOUND_NO) ? "no" : NULL;
        for (size_t i = 0; i < list->n && word; i++) {
                if (streq(list->items[i].text, word))
                        continue;
                return diag_error(diags, &list->items[i].at,
                                  "Outbound=%s stands alone: with it no range is looked at; leave it out",
                                  word);
        }
        return 0;
}

static int check_host_ports(const Definition *def, const PortList *list, DiagList *diags)
{
        for (size_t i = 0; i < list->n; i++)
                for (size_t k = 0; k < i; k++)
                        if (ports_overlap(list->items + i, list->items + k))
                                return tell_twice(list->items + i, list->items + k, "given twice, first",
                                                  def->host_ports.items + k, def->host_ports.items + i,
                                                  diags);
        return 0;
}

/* --- who listens --- */

static bool is_listened_at(const Definition *def, const PortRange *ports)
{
        for (size_t i = 0; i < def->n_containers; i++)
                for (size_t k = 0; k < def->containers[i].ports.n; k++)
                        if (ports_overlap(ports, &def->containers[i].ports.items[k].ports))
                                return true;
        return false;
}

static int warn_unless_listened(const Definition *def, const PortRange *ports, const Item *item,
                                DiagList *diags)
{
        _cleanup_strbuf_ StrBuf text = {};
        if (is_listened_at(def, ports))
                return 0;
        return ports_write(ports, &text) < 0
                       ? -ENOMEM
                       : diag_warning(diags, &item->at, "no container has %s in its Ports=", text.text);
}

/* A container that doesn't say at what it listens may listen at anything: only where all do is one missing.
 */
static int warn_of_listeners(const Definition *def, const Network *network, DiagList *diags)
{
        int r = 0;
        bool all = def->n_containers > 0 && !def->incomplete && diags->n_errors == 0;
        for (size_t i = 0; i < def->n_containers; i++)
                all = all && def->containers[i].ports.n > 0;
        for (size_t i = 0; i < network->opens.n && r == 0 && all; i++)
                r = warn_unless_listened(def, &network->opens.items[i].ports, def->open_ports.items + i,
                                         diags);
        for (size_t i = 0; i < network->publishes.n && r == 0 && all; i++) {
                const PortRange inside = publish_inside(network->publishes.items + i);
                r = warn_unless_listened(def, &inside, def->publish.items + i, diags);
        }
        return r;
}

/* A network that the host routes has one length for all. */
static int refuse_lengths(const ItemList *list, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++)
                if (strchr(list->items[i].text, '/'))
                        r = diag_error(diags, &list->items[i].at,
                                       "\"%s\": a group has one address, not a range: leave out what follows "
                                       "the address",
                                       list->items[i].text);
        return r;
}

int reach_check(const Definition *def, DiagList *diags)
{
        _cleanup_network_ Network network = {};
        int r = network_of(def, &network);
        if (r == 0)
                r = check_addresses(&def->address, diags);
        if (r == 0 && !definition_macvlan(def))
                r = refuse_lengths(&def->address, diags);
        if (r == 0)
                r = check_opens(def, &network, diags);
        if (r == 0)
                r = check_publishes(def, &network, diags);
        if (r == 0)
                r = check_outbound(&def->outbound, diags);
        if (r == 0)
                r = check_host_ports(def, &network.host_ports, diags);
        return r == 0 ? warn_of_listeners(def, &network, diags) : r;
}
