/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing of the host's is changed, and no rule of the host's sees what goes by: the group's own rules are
 * all there is. In mode "bridge" the host and those on its interface don't hear each other, by the kernel's
 * design. What others on that network say of routes isn't believed: whoever is there could say it. */
#include "helper/network/macvlan.h"

#include "core/contract/contract.h"
#include "helper/common/pins.h"
#include "helper/network/check.h"
#include "helper/network/inside.h"
#include "helper/network/setting.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const IpPrefix link_local = {{.v6 = true, .bytes = {0xfe, 0x80}}, 10};

static bool has_family(const GroupAddresses *addresses, bool v6)
{
        return v6 ? addresses->has6 : addresses->has4;
}

static const IpAddress *address_of(const GroupAddresses *addresses, bool v6)
{
        return v6 ? &addresses->v6 : &addresses->v4;
}

static unsigned bits_of(const GroupAddresses *addresses, bool v6)
{
        return v6 ? addresses->bits6 : addresses->bits4;
}

/* --- the host's interface --- */

typedef struct Search {
        uint32_t link;
        uint32_t metric;
        IpAddress *gateway;
} Search;

/* Of several the best: its metric is the least. */
static void look_at_route(void *context, const Route *route)
{
        Search *search = context;
        if (!route->unicast || route->destination.bits > 0)
                return;
        for (unsigned i = 0; i < route->n_links; i++)
                if (route->links[i] == search->link && ip_is_unicast(route->gateways + i) &&
                    (!ip_is_unicast(search->gateway) || route->metric < search->metric)) {
                        *search->gateway = route->gateways[i];
                        search->metric = route->metric;
                }
}

/* One that isn't in the group's network can't be its way to others. */
static void keep_if_near(const Network *network, bool v6, IpAddress *gateway)
{
        const GroupAddresses *addresses = &network->addresses;
        const IpPrefix around = prefix_around(address_of(addresses, v6), bits_of(addresses, v6));
        char text[IP_TEXT_MAX], first[IP_TEXT_MAX];
        if (!ip_is_unicast(gateway) || prefix_contains(&around, gateway) ||
            prefix_contains(&link_local, gateway))
                return;
        ip_format(gateway, text);
        ip_format(&around.first, first);
        fprintf(stderr,
                "the host's gateway %s by %s is not in %s/%u, the network of the group's Address=: the group "
                "has no way to other networks of IPv%c\n",
                text, network->macvlan, first, around.bits, v6 ? '6' : '4');
        *gateway = (IpAddress){.v6 = v6};
}

static int find_gateways(LinkSocket *socket, const Network *network, Parent *ret, Failure *failure)
{
        for (int v6 = 0; v6 < 2; v6++) {
                Search search = {.link = ret->link.index, .gateway = ret->gateways + v6};
                ret->gateways[v6] = (IpAddress){.v6 = v6};
                if (!has_family(&network->addresses, v6))
                        continue;
                int r = link_each_route(socket, v6, look_at_route, &search);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "look at the host's routes");
                keep_if_near(network, v6, ret->gateways + v6);
        }
        return 0;
}

static int find_parent(LinkSocket *socket, const char *name, Link *ret, Failure *failure)
{
        int r = link_find(socket, name, ret);
        if (r == 1)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "there is no interface %s on this host",
                                   name);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "look for the interface %s", name);
        if (!ret->up)
                fprintf(stderr, "the interface %s is down: until it is up the group reaches nobody\n", name);
        return 0;
}

/* --- the group's addresses --- */

/* Of routes that lead to ADDRESS, the host's own are the local ones. */
static int check_address(LinkSocket *socket, const Network *network, const Parent *parent, bool v6,
                         Failure *failure)
{
        const IpAddress *address = address_of(&network->addresses, v6);
        char text[IP_TEXT_MAX];
        Route route;
        int r = link_route(socket, address, &route);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "look at the host's routes");
        bool own = r == 0 && route.local, gateways = ip_equal(address, parent->gateways + v6);
        if (!own && !gateways)
                return 0;
        ip_format(address, text);
        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                           "address %s of group %s is %s: choose another one of the network of %s", text,
                           network->group, own ? "the host's own" : "the gateway's", network->macvlan);
}

static int check_ipv6(const Network *network, int net_fd, Failure *failure)
{
        int r = inside_has_ipv6(net_fd);
        return r == 0 ? check_refuse_ipv6(network->group, failure) : r < 0 ? r : 0;
}

int macvlan_look(LinkSocket *socket, const Network *network, int net_fd, Parent *ret, Failure *failure)
{
        int r = find_parent(socket, network->macvlan, &ret->link, failure);
        r = r == 0 && network->addresses.has6 ? check_ipv6(network, net_fd, failure) : r;
        r = r < 0 ? r : find_gateways(socket, network, ret, failure);
        for (int v6 = 0; v6 < 2 && r == 0; v6++)
                if (has_family(&network->addresses, v6))
                        r = check_address(socket, network, ret, v6, failure);
        return r;
}

/* --- the group's interface --- */

typedef struct Macvlan {
        const Network *network;
        const Parent *parent;
        Failure *failure;
} Macvlan;

static int write_settings(bool v6)
{
        /* Neighbours are told that the address is here now. Where it was before nobody can know, and so
         * nobody is asked whether it is free. */
        static const struct {
                bool v6;
                const char *interface, *name;
                int value;
        } settings[] = {
                {false, "all", "accept_redirects", 0}, /* one of both is enough for the kernel */
                {false, INTERFACE_INSIDE, "accept_redirects", 0},
                {false, INTERFACE_INSIDE, "arp_notify", 1},
                {true, INTERFACE_INSIDE, "accept_redirects", 0},
                {true, INTERFACE_INSIDE, "accept_ra", 0},
                {true, INTERFACE_INSIDE, "accept_dad", 0},
                {true, INTERFACE_INSIDE, "ndisc_notify", 1},
        };
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(settings) && r == 0; i++)
                if (v6 || !settings[i].v6)
                        r = setting_write(settings[i].v6, settings[i].interface, settings[i].name,
                                          settings[i].value, NULL);
        return r;
}

/* Without an address of IPv6 the group isn't seen by it at all: the kernel would give it one of the link. */
static int set_interface(const Macvlan *macvlan)
{
        bool v6 = macvlan->network->addresses.has6;
        int r = v6 ? 0 : setting_write(true, INTERFACE_INSIDE, "disable_ipv6", 1, NULL);
        r = r < 0 && r != -ENOENT ? r : write_settings(v6);
        return r < 0 ? failure_set(macvlan->failure, EXIT_SETUP_SANDBOX, -r,
                                   "set up the interface " INTERFACE_INSIDE)
                     : 0;
}

static int configure(const Macvlan *macvlan, LinkSocket *socket)
{
        const GroupAddresses *addresses = &macvlan->network->addresses;
        Parcel parcel;
        Link link;
        int r = link_made(socket, INTERFACE_INSIDE, &link);
        if (r < 0)
                return r;
        parcel_begin(&parcel);
        for (int v6 = 0; v6 < 2; v6++)
                if (has_family(addresses, v6))
                        message_address(&parcel, link.index, address_of(addresses, v6),
                                        bits_of(addresses, v6));
        message_link_up(&parcel, link.index);
        for (int v6 = 0; v6 < 2; v6++) {
                const IpPrefix all = {.first.v6 = v6};
                if (ip_is_unicast(macvlan->parent->gateways + v6))
                        message_route(&parcel, link.index, &all, macvlan->parent->gateways + v6);
        }
        return link_do(socket, &parcel, INTERFACE_INSIDE, macvlan->failure);
}

static int set_up_inside(void *context)
{
        const Macvlan *macvlan = context;
        _cleanup_link_ LinkSocket *socket = NULL;
        int r = inside_load_rules(macvlan->network, macvlan->failure);
        r = r < 0 ? r : link_open(&socket, macvlan->failure);
        r = r < 0 ? r : set_interface(macvlan);
        return r < 0 ? r : configure(macvlan, socket);
}

/* Why the kernel makes none there, where its word says little. */
static int explain(int r, const char *parent, Failure *failure)
{
        switch (r) {
        case -EBUSY:
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "%s is a part of a bridge, a bond or the like: name that, not its part",
                                   parent);
        case -EINVAL:
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "%s is no interface of an Ethernet: no macvlan can be there", parent);
        default: return link_explain_missing(r, "macvlan", failure);
        }
}

int macvlan_make(LinkSocket *socket, const Network *network, const Parent *parent, int net_fd,
                 Failure *failure)
{
        Macvlan macvlan = {network, parent, failure};
        const GroupAddresses *addresses = &network->addresses;
        const LinkMacvlan wish = {parent->link.index, net_fd, *address_of(addresses, !addresses->has4)};
        Parcel parcel;
        parcel_begin(&parcel);
        message_make_macvlan(&parcel, &wish);
        int r = link_do(socket, &parcel, INTERFACE_INSIDE, failure);
        return r < 0 ? explain(r, network->macvlan, failure) : inside_run(net_fd, set_up_inside, &macvlan);
}

/* --- the end --- */

static int remove_inside(void *context)
{
        Failure *failure = context;
        _cleanup_link_ LinkSocket *socket = NULL;
        Parcel parcel;
        Link link;
        int r = link_open(&socket, failure);
        r = r < 0 ? r : link_find(socket, INTERFACE_INSIDE, &link);
        if (r != 0)
                return r < 0 ? r : 0;
        parcel_begin(&parcel);
        message_remove_link(&parcel, link.index);
        r = link_do(socket, &parcel, INTERFACE_INSIDE, failure);
        return r == -ENODEV ? 0 : r;
}

/* Who keeps the namespace, as "coslice netns" does, doesn't keep the address. */
int macvlan_remove(const char *group, Failure *failure)
{
        const PinUse use = {.name = PIN_NET};
        _cleanup_close_ int net_fd = -EBADF;
        int r = pins_open(group, &use, 1, &net_fd, failure);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        return inside_run(net_fd, remove_inside, failure);
}
