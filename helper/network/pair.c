/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* No bridge: each group is a route. Its address has all bits, so nothing is on its link but the host, which
 * has the range's first address, and fe80::1, on each of these links. */
#include "helper/network/pair.h"

#include "core/contract/contract.h"
#include "helper/network/down.h"
#include "helper/network/forwarding.h"
#include "helper/network/inside.h"
#include "helper/network/plan/address.h"
#include "helper/network/setting.h"

#include <errno.h>

#define MTU_MAX 65535U
#define MTU_MIN 1280U /* with less there is no IPv6 */

static const IpAddress gateway6 = {.v6 = true, .bytes = {0xfe, 0x80, [15] = 1}};

typedef struct Pair {
        LinkSocket *socket;
        const Network *network;
        int net_fd;
        uint32_t mtu;
        char name[INTERFACE_SPACE];
        IpAddress gateway4;
        Failure *failure;
} Pair;

static IpPrefix alone(const IpAddress *address)
{
        return (IpPrefix){*address, ip_bits(address)};
}

static int make_links(const Pair *pair)
{
        char alias[ALIAS_SPACE];
        Parcel parcel;
        down_alias(pair->network->group, alias);
        const LinkPair wish = {pair->name, alias, pair->net_fd, pair->network->addresses.v4, pair->mtu};
        parcel_begin(&parcel);
        message_make_pair(&parcel, &wish);
        return link_explain_missing(link_do(pair->socket, &parcel, pair->name, pair->failure), "veth",
                                    pair->failure);
}

/* Whether something of NETWORK's is published at 127.0.0.1. */
static bool is_at_loopback(const Network *network)
{
        const PublishList *list = &network->publishes;
        for (size_t i = 0; i < list->n; i++)
                if (list->items[i].anywhere || ip_is_loopback(&list->items[i].address))
                        return true;
        return false;
}

/* What is set of the host's end before it is up. From and to 127.0.0.1 it routes only where something is
 * published there: the rules keep out what comes from the group, but rules can be flushed. */
static int set_host_end(const Pair *pair)
{
        static const struct {
                bool v6;
                const char *name;
                int value;
        } settings[] = {
                {false, "send_redirects", 0},  {false, "accept_redirects", 0}, {true, "accept_ra", 0},
                {true, "accept_redirects", 0}, {true, "addr_gen_mode", 1},
        };
        bool has6 = pair->network->addresses.has6;
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(settings) && r == 0; i++)
                if (!settings[i].v6 || has6)
                        r = setting_write(settings[i].v6, pair->name, settings[i].name, settings[i].value,
                                          NULL);
        if (r == 0 && is_at_loopback(pair->network))
                r = setting_write(false, pair->name, "route_localnet", 1, NULL);
        r = r < 0 ? r : forwarding_switch_own(false, pair->name);
        r = r == 0 && has6 ? forwarding_switch_own(true, pair->name) : r;
        return r < 0 ? failure_set(pair->failure, EXIT_SETUP_SANDBOX, -r, "set up the interface %s",
                                   pair->name)
                     : 0;
}

/* --- in the group's namespace --- */

static int configure_inside(const Pair *pair, LinkSocket *socket)
{
        const GroupAddresses *addresses = &pair->network->addresses;
        const IpPrefix all4 = {}, all6 = {.first.v6 = true}, gateway = alone(&pair->gateway4);
        Parcel parcel;
        Link link;
        int r = link_made(socket, INTERFACE_INSIDE, &link);
        if (r < 0)
                return r;
        parcel_begin(&parcel);
        message_address(&parcel, link.index, &addresses->v4, 32);
        if (addresses->has6)
                message_address(&parcel, link.index, &addresses->v6, 128);
        message_link_up(&parcel, link.index);
        message_route(&parcel, link.index, &gateway, NULL);
        message_route(&parcel, link.index, &all4, &pair->gateway4);
        if (addresses->has6)
                message_route(&parcel, link.index, &all6, &gateway6);
        return link_do(socket, &parcel, INTERFACE_INSIDE, pair->failure);
}

/* An address of its link that IPv6 adds by itself is of use at once: nobody else can have it there. */
static int set_up_inside(void *context)
{
        const Pair *pair = context;
        _cleanup_link_ LinkSocket *socket = NULL;
        int r = inside_load_rules(pair->network, pair->failure);
        r = r < 0 ? r : link_open(&socket, pair->failure);
        if (r == 0 && pair->network->addresses.has6)
                r = setting_write(true, INTERFACE_INSIDE, "accept_dad", 0, NULL);
        return r < 0 ? r : configure_inside(pair, socket);
}

/* --- and on the host --- */

static int configure_host_end(const Pair *pair)
{
        const GroupAddresses *addresses = &pair->network->addresses;
        const IpPrefix group4 = alone(&addresses->v4), group6 = alone(&addresses->v6);
        Parcel parcel;
        Link link;
        int r = link_made(pair->socket, pair->name, &link);
        if (r < 0)
                return r;
        parcel_begin(&parcel);
        message_address(&parcel, link.index, &pair->gateway4, 32);
        if (addresses->has6)
                message_address(&parcel, link.index, &gateway6, 64);
        message_link_up(&parcel, link.index);
        message_route(&parcel, link.index, &group4, NULL);
        if (addresses->has6)
                message_route(&parcel, link.index, &group6, NULL);
        return link_do(pair->socket, &parcel, pair->name, pair->failure);
}

int pair_make(LinkSocket *socket, const Network *network, int net_fd, uint32_t mtu, Failure *failure)
{
        Pair pair = {.socket = socket, .network = network, .net_fd = net_fd, .mtu = mtu, .failure = failure};
        Link link;
        network_interface(network->group, pair.name);
        pair.gateway4 = network_gateway(&network->ranges.v4);
        if (mtu > MTU_MAX)
                pair.mtu = MTU_MAX;
        else if (mtu > 0 && mtu < MTU_MIN && network->addresses.has6)
                pair.mtu = MTU_MIN;
        int r = link_find(socket, pair.name, &link);
        if (r == 0)
                return failure_set(
                        failure, EXIT_SETUP_SANDBOX, 0,
                        "the host has an interface %s that is not group %s's (its alias is \"%s\"): "
                        "remove or rename it",
                        pair.name, network->group, link.alias);
        r = r < 0 ? r : make_links(&pair);
        r = r < 0 ? r : set_host_end(&pair);
        r = r < 0 ? r : inside_run(net_fd, set_up_inside, &pair);
        return r < 0 ? r : configure_host_end(&pair);
}
