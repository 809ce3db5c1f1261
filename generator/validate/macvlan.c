/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing of such a group goes through the host. So the host can neither publish something for it nor hold it
 * back, and rules in the group's own network could be undone from inside. */
#include "generator/validate/macvlan.h"

#include "generator/model/networks.h"

#include <errno.h>

/* --- the address --- */

static int check_address(const Item *item, DiagList *diags)
{
        char text[IP_TEXT_MAX];
        IpAddress address;
        unsigned bits;
        if (ip_read_in_network(item->text, &address, &bits) < 0)
                return -EINVAL;
        ip_format(&address, text);
        if (bits == 0 || bits == ip_bits(&address))
                return diag_error(diags, &item->at,
                                  "\"%s\": with Network=macvlan the length of its network stands behind the "
                                  "address, as in %s/%d",
                                  item->text, text, address.v6 ? 64 : 24);
        const IpPrefix around = prefix_around(&address, bits);
        return prefix_keeps(&around, &address)
                       ? diag_error(
                                 diags, &item->at,
                                 "\"%s\": that is the network itself, or its address for broadcasts: write "
                                 "the group's own",
                                 item->text)
                       : 0;
}

static int check_addresses(const Definition *def, DiagList *diags)
{
        int r = 0;
        if (def->address.n == 0 && def->address.set && !def->address.cleared) /* it is wrong, which is told */
                return 0;
        if (def->address.n == 0)
                return diag_error(
                        diags, &def->network.at,
                        "with Network=macvlan:%s Address= is needed: an address of that network with "
                        "its length, like 192.0.2.10/24",
                        definition_macvlan(def));
        for (size_t i = 0; i < def->address.n && r == 0; i++)
                r = check_address(def->address.items + i, diags);
        return r;
}

/* --- what can't be --- */

static const struct {
        size_t offset;
        const char *why;
} refused[] = {
        {offsetof(Definition, publish), "the group is in that network itself, and its own address is what "
                                        "others connect to: Ports= says what "
                                        "is open there"},
        {offsetof(Definition, host_ports), "host and group don't hear each other"},
};

static int refuse(const Definition *def, const Place *at, const char *why, DiagList *diags)
{
        return diag_error(diags, at, "with Network=macvlan:%s %s; leave it out", definition_macvlan(def),
                          why);
}

/* That the group may open any connection is so. */
static int check_outbound(const Definition *def, DiagList *diags)
{
        const ItemList *list = &def->outbound;
        if (list->n == 0 || outbound_has(list, "yes"))
                return 0;
        return refuse(def, &list->items->at,
                      "nothing outside of the group could hold it to that, and inside a program with "
                      "AddCapability=NET_ADMIN could undo it",
                      diags);
}

static int check_sources(const Definition *def, DiagList *diags)
{
        _cleanup_network_ Network network = {};
        int r = network_of(def, &network);
        for (size_t i = 0; i < network.opens.n && r == 0; i++)
                if (network.opens.items[i].from == FROM_GROUP)
                        r = diag_error(diags, &def->open_ports.items[i].at,
                                       "with Network=macvlan:%s no group is known by its name there: write "
                                       "the address that others have there, or a range, like "
                                       "from=192.0.2.0/24",
                                       definition_macvlan(def));
        return r;
}

int macvlan_check(const Definition *def, DiagList *diags)
{
        int r = diag_note(diags, &def->network.at,
                          "host and group don't hear each other: by a macvlan the group reaches all of that "
                          "network but the host");
        r = r < 0 ? r : check_addresses(def, diags);
        for (size_t i = 0; i < ARRAY_SIZE(refused) && r == 0; i++) {
                const ItemList *list = (const ItemList *)((const char *)def + refused[i].offset);
                if (list->n > 0)
                        r = refuse(def, &list->items->at, refused[i].why, diags);
        }
        if (r == 0 && def->dns_name.set)
                r = refuse(def, &def->dns_name.at,
                           "nobody asks this host for the group's name: it is entered where that network has "
                           "its names",
                           diags);
        r = r < 0 ? r : check_outbound(def, diags);
        return r < 0 ? r : check_sources(def, diags);
}
