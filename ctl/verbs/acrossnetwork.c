/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, ports and names that two groups want. Only one of them can run then, which may be what is meant.
 */
#include "ctl/verbs/across.h"

#include "generator/model/networks.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* A group, and what is asked for with it. */
typedef struct Neighbour {
        const Definition *def;
        Network network;
} Neighbour;

/* ITEM of the one group wants WHAT, as that at TAKEN of OTHER does. */
static int warn(DiagList *diags, const Place *at, const char *what, const char *other, const Place *taken)
{
        _cleanup_free_ char *where = place_to_string(taken, at);
        return where ? diag_warning(diags, at, "%s group %s, in %s: only one of the two can run", what, other,
                                    where)
                     : -ENOMEM;
}

/* Whether A and B are one address, with whatever length behind them. */
static bool is_same_address(const char *a, const char *b)
{
        size_t n = strcspn(a, "/");
        return n == strcspn(b, "/") && strncmp(a, b, n) == 0;
}

static int compare_addresses(const Definition *def, const Definition *other, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->address.n && r == 0; i++)
                for (size_t k = 0; k < other->address.n && r == 0; k++)
                        if (is_same_address(def->address.items[i].text, other->address.items[k].text))
                                r = warn(diags, &def->address.items[i].at, "this is the address of",
                                         other->name, &other->address.items[k].at);
        return r;
}

static int warn_of_port(DiagList *diags, const PortRange *a, const PortRange *b, const char *verb,
                        const Place *at, const char *other, const Place *taken)
{
        unsigned port = a->first > b->first ? a->first : b->first;
        _cleanup_free_ char *what = string_printf("port %u/%s is %s", port, a->udp ? "udp" : "tcp", verb);
        return what ? warn(diags, at, what, other, taken) : -ENOMEM;
}

/* A line is told of once, with the first of the other group's that it collides with. */
static int compare_publishes(const Neighbour *one, const Neighbour *other, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < one->network.publishes.n && r == 0; i++) {
                const Publish *a = one->network.publishes.items + i;
                for (size_t k = 0; k < other->network.publishes.n; k++) {
                        const Publish *b = other->network.publishes.items + k;
                        if (!publish_collides(a, b))
                                continue;
                        r = warn_of_port(diags, &a->host, &b->host, "published by",
                                         &one->def->publish.items[i].at, other->def->name,
                                         &other->def->publish.items[k].at);
                        break;
                }
        }
        return r;
}

/* The first port of DEF's containers that is among PORTS, or NULL. */
static const Item *find_listener(const Definition *def, const PortRange *ports)
{
        for (size_t i = 0; i < def->n_containers; i++)
                for (size_t k = 0; k < def->containers[i].ports.n; k++)
                        if (ports_overlap(&def->containers[i].ports.items[k].ports, ports))
                                return def->containers[i].ports.items + k;
        return NULL;
}

/* Both groups listen at the host's own addresses. */
static int compare_listeners(const Definition *def, const Definition *other, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->n_containers; i++)
                for (size_t k = 0; k < def->containers[i].ports.n && r == 0; k++) {
                        const Item *item = def->containers[i].ports.items + k;
                        const Item *taken = find_listener(other, &item->ports);
                        if (taken)
                                r = warn_of_port(diags, &item->ports, &taken->ports,
                                                 "taken, with Network=host in both, by", &item->at,
                                                 other->name, &taken->at);
                }
        return r;
}

/* What PUBLISHER publishes on ports at which LISTENER's programs listen, with the host's network. TOLD: the
 * one of them that is told of it. */
static int compare_published(const Definition *listener, const Neighbour *publisher, const Definition *told,
                             DiagList *diags)
{
        int r = 0;
        for (size_t k = 0; k < publisher->network.publishes.n && r == 0; k++) {
                const PortRange *host = &publisher->network.publishes.items[k].host;
                const Place *published = &publisher->def->publish.items[k].at;
                const Item *item = find_listener(listener, host);
                if (item && told == listener)
                        r = warn_of_port(diags, &item->ports, host, "published by", &item->at,
                                         publisher->def->name, published);
                else if (item)
                        r = warn_of_port(diags, host, &item->ports, "taken, with Network=host, by", published,
                                         listener->name, &item->at);
        }
        return r;
}

/* What other groups find DEF as. */
static const char *name_of(const Definition *def)
{
        return def->dns_name.set ? def->dns_name.text : def->name;
}

/* Of two names that are the same, at least one is a DnsName=: a group that is called so has no line to tell
 * of. */
static int compare_names(const Definition *def, const Definition *other, DiagList *diags)
{
        static const char both[] = "who asks for it gets the addresses of both";
        const Place whole = {.file = def->path}, *at = def->dns_name.set ? &def->dns_name.at : &whole;
        if (strcasecmp(name_of(def), name_of(other)) != 0)
                return 0;
        if (!other->dns_name.set)
                return diag_warning(diags, at, "this is the name of group %s: %s", other->name, both);
        _cleanup_free_ char *where = place_to_string(&other->dns_name.at, at);
        if (!where)
                return -ENOMEM;
        return diag_warning(diags, at, "%s is DnsName= of group %s, in %s: %s", name_of(def), other->name,
                            where, both);
}

/* from=GROUP is the address that follows from that group's name, which it may not have. */
static int check_sources(const Neighbour *one, const Definition *other, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < one->network.opens.n && other->address.n > 0 && r == 0; i++) {
                const Open *open = one->network.opens.items + i;
                const Place *at = &one->def->open_ports.items[i].at;
                if (open->from != FROM_GROUP || !streq(open->group, other->name))
                        continue;
                if (definition_macvlan(other)) {
                        r = diag_warning(
                                diags, at,
                                "group %s is in the network of %s, from where this one isn't reached "
                                "as a group; leave it out",
                                other->name, definition_macvlan(other));
                        continue;
                }
                _cleanup_free_ char *where = place_to_string(&other->address.items[0].at, at);
                r = where ? diag_warning(diags, at,
                                         "group %s has an Address=, in %s, and is known by it alone: write "
                                         "from=%s",
                                         other->name, where, other->address.items[0].text)
                          : -ENOMEM;
        }
        return r;
}

static int compare(const Neighbour *one, const Neighbour *other, DiagList *diags)
{
        NetworkMode a = definition_network(one->def), b = definition_network(other->def);
        int r = 0;
        /* Who is asked of twice, or has another one in the making. */
        if (streq(one->def->name, other->def->name))
                return 0;
        if (a == NETWORK_HOST && b == NETWORK_HOST)
                return compare_listeners(one->def, other->def, diags);
        if (a == NETWORK_HOST && b == NETWORK_PRIVATE)
                return compare_published(one->def, other, one->def, diags);
        if (a == NETWORK_PRIVATE && b == NETWORK_HOST)
                return compare_published(other->def, one, one->def, diags);
        if (a == NETWORK_MACVLAN && b == NETWORK_MACVLAN)
                return streq(definition_macvlan(one->def), definition_macvlan(other->def))
                               ? compare_addresses(one->def, other->def, diags)
                               : 0;
        if (a != NETWORK_PRIVATE || b != NETWORK_PRIVATE)
                return 0;
        r = compare_addresses(one->def, other->def, diags);
        if (r == 0)
                r = compare_publishes(one, other, diags);
        return r == 0 ? compare_names(one->def, other->def, diags) : r;
}

int across_check_network(const Across *across, DiagList *diags)
{
        Neighbour *neighbours = calloc(across->n ? across->n : 1, sizeof *neighbours);
        int r = neighbours ? 0 : -ENOMEM;
        for (size_t i = 0; i < across->n && r == 0; i++) {
                neighbours[i].def = across->definitions[i];
                r = network_of(neighbours[i].def, &neighbours[i].network);
        }
        for (size_t i = 0; i < across->n_asked && r == 0; i++)
                for (size_t k = 0; k < across->n && r == 0; k++) {
                        r = check_sources(neighbours + i, across->definitions[k], diags);
                        if (r == 0 && (k < i || k >= across->n_asked))
                                r = compare(neighbours + i, neighbours + k, diags);
                }
        for (size_t i = 0; neighbours && i < across->n; i++)
                network_done(&neighbours[i].network);
        free(neighbours);
        return r;
}
