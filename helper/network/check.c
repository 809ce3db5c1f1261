/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/check.h"

#include "core/contract/contract.h"
#include "helper/network/listener.h"
#include "helper/network/netrecord.h"
#include "helper/network/plan/address.h"
#include "helper/network/plan/publishes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PREFIX_SPACE (IP_TEXT_MAX + sizeof "/128")

static void format_prefix(const IpPrefix *prefix, char ret[static PREFIX_SPACE])
{
        char text[IP_TEXT_MAX];
        ip_format(&prefix->first, text);
        snprintf(ret, PREFIX_SPACE, "%s/%u", text, prefix->bits);
}

int check_refuse_ipv6(const char *group, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                           "group %s can't have an address of IPv6: it is switched off on this host, or in "
                           "the group (net.ipv6.conf.all.disable_ipv6)",
                           group);
}

int check_ranges(const Network *network, Failure *failure)
{
        const GroupRanges *ranges = &network->ranges;
        char text[PREFIX_SPACE];
        format_prefix(&ranges->v4, text);
        if (address_room(&ranges->v4) == 0)
                return failure_set(
                        failure, EXIT_SETUP_REQUEST, 0,
                        "the range %s has no room for groups: expected at most %u bits, like " NETWORK_RANGE4,
                        text, ADDRESS_BITS_MAX);
        if (network->addresses.has6 && !ranges->has6)
                return check_refuse_ipv6(network->group, failure);
        if (ranges->has6 && !address_ranges_fit(&ranges->v4, &ranges->v6)) {
                format_prefix(&ranges->v6, text);
                return failure_set(
                        failure, EXIT_SETUP_REQUEST, 0,
                        "the range %s has not as many addresses as that of IPv4: expected at most %u "
                        "bits",
                        text, 96 + ranges->v4.bits);
        }
        return 0;
}

/* Whether ROUTE, by LINK, leads to a group, or nowhere. */
static bool is_harmless(const Route *route, const Link *link)
{
        return route_is_default(route) || (!route->unicast && !route->local) ||
               string_after(link->name, NETWORK_PREFIX);
}

static int check_route(LinkSocket *socket, const IpPrefix *range, const IpAddress *address, Failure *failure)
{
        char whole[PREFIX_SPACE], found[PREFIX_SPACE];
        Route route;
        Link link = {};
        int r = link_route(socket, address, &route);
        if (r != 0)
                return r < 0 ? r : 0;
        if (route.n_links > 0 && (r = link_at(socket, route.links[0], &link)) < 0)
                return r;
        if (is_harmless(&route, &link))
                return 0;
        format_prefix(range, whole);
        format_prefix(&route.destination, found);
        if (route.local)
                found[strcspn(found, "/")] = '\0';
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "the range %s overlaps with the host's %s %s (%s)",
                           whole, route.local ? "address" : "route", found, link.name);
}

int check_routes(LinkSocket *socket, const Network *network, Failure *failure)
{
        const GroupRanges *ranges = &network->ranges;
        IpAddress gateway = network_gateway(&ranges->v4);
        int r = check_route(socket, &ranges->v4, &gateway, failure);
        r = r < 0 ? r : check_route(socket, &ranges->v4, &network->addresses.v4, failure);
        return r == 0 && network->addresses.has6
                       ? check_route(socket, &ranges->v6, &network->addresses.v6, failure)
                       : r;
}

/* --- what is published --- */

#define PLACE_SPACE (IP_TEXT_MAX + sizeof "[]:65535/tcp")

static void format_place(const Publish *publish, uint16_t port, char ret[static PLACE_SPACE])
{
        char address[IP_TEXT_MAX] = "";
        const char *form = publish->anywhere ? "%s%u/%s" : publish->address.v6 ? "[%s]:%u/%s" : "%s:%u/%s";
        if (!publish->anywhere)
                ip_format(&publish->address, address);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(ret, PLACE_SPACE, form, address, port, publish->host.udp ? "udp" : "tcp");
#pragma GCC diagnostic pop
}

static int check_publish(const Publish *publish, Failure *failure)
{
        char place[PLACE_SPACE];
        uint16_t port = 0;
        int r = listener_find(publish, &port);
        format_place(publish, port, place);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "look who listens at %s", place);
        if (r == 1)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "%s is in use on this host", place);
        if (r == 2)
                fprintf(stderr,
                        "%s: that is no address of this host now; it is published if it becomes one\n",
                        place);
        return 0;
}

int check_publishes(const Network *network, Failure *failure)
{
        char place[PLACE_SPACE];
        uint16_t port;
        const Publish *twice = publishes_conflict(network, network, &port);
        if (twice) {
                format_place(twice, port, place);
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "%s is published twice by group %s", place,
                                   network->group);
        }
        int r = 0;
        for (size_t i = 0; i < network->publishes.n && r == 0; i++)
                r = check_publish(network->publishes.items + i, failure);
        return r;
}

bool check_owner(int folder_fd, const Network *network, Failure *failure)
{
        _cleanup_netrecord_list_ NetRecordList records = {};
        Failure later;
        if (netrecords_read(folder_fd, &records, &later) < 0)
                return false;
        for (size_t i = 0; i < records.n; i++) {
                char place[PLACE_SPACE];
                uint16_t port;
                const Network *other = &records.items[i].network;
                const Publish *publish = streq(other->group, network->group)
                                                 ? NULL
                                                 : publishes_conflict(network, other, &port);
                if (!publish)
                        continue;
                format_place(publish, port, place);
                failure_set(failure, EXIT_SETUP_REQUEST, 0, "%s is published by group %s", place,
                            other->group);
                return true;
        }
        return false;
}

static const IpAddress *find_common(const GroupAddresses *a, const GroupAddresses *b)
{
        if (a->has4 && b->has4 && ip_equal(&a->v4, &b->v4))
                return &a->v4;
        return a->has6 && b->has6 && ip_equal(&a->v6, &b->v6) ? &a->v6 : NULL;
}

int check_neighbours(int folder_fd, const Network *network, Failure *failure)
{
        _cleanup_netrecord_list_ NetRecordList records = {};
        int r = netrecords_read(folder_fd, &records, failure);
        for (size_t i = 0; i < records.n && r == 0; i++) {
                const Network *other = &records.items[i].network;
                char text[IP_TEXT_MAX];
                if (!other->macvlan || !streq(other->macvlan, network->macvlan))
                        continue;
                const IpAddress *address = find_common(&network->addresses, &other->addresses);
                if (!address)
                        continue;
                ip_format(address, text);
                r = failure_set(failure, EXIT_SETUP_REQUEST, 0, "address %s is that of group %s, on %s too",
                                text, other->group, network->macvlan);
        }
        return r;
}
