/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* First all is looked at; then rules, then the link, so that the group is never reached without them. */
#include "helper/network/up.h"

#include "core/contract/contract.h"
#include "helper/common/pins.h"
#include "helper/common/steps.h"
#include "helper/common/textfile.h"
#include "helper/common/wants.h"
#include "helper/network/check.h"
#include "helper/network/claim.h"
#include "helper/network/down.h"
#include "helper/network/forwarding.h"
#include "helper/network/inside.h"
#include "helper/network/load.h"
#include "helper/network/macvlan.h"
#include "helper/network/names.h"
#include "helper/network/pair.h"
#include "helper/network/plan/address.h"
#include "helper/network/table.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

typedef struct Up {
        Network network; /* as asked for, then as it is */
        int folder_fd, net_fd;
        LinkSocket *socket;
        Uplinks uplinks[2]; /* of IPv4, of IPv6 */
        Parent parent;      /* with macvlan */
        bool nowhere;       /* there is no network of the group's */
} Up;

static int open_all(void *context, Failure *failure)
{
        Up *up = context;
        const PinUse use = {.name = PIN_NET};
        int r = pins_open(up->network.group, &use, 1, &up->net_fd, failure);
        up->nowhere = r == -ENOENT;
        if (r < 0)
                return r;
        up->folder_fd = netrecords_open(failure);
        return up->folder_fd < 0 ? up->folder_fd : link_open(&up->socket, failure);
}

static int clean(void *context, Failure *failure)
{
        const Up *up = context;
        return down_group(up->folder_fd, up->socket, up->network.group, failure);
}

/* --- addresses --- */

static int own_range(IpPrefix *ret)
{
        char id[64];
        int r = textfile_read_kernels(AT_FDCWD, "/etc/machine-id", id, sizeof id);
        if (r < 0)
                return r;
        id[strcspn(id, "\n")] = '\0';
        address_own_range(id, ret);
        return 0;
}

/* Those that nobody has said; IPv6 is left out where the host or the group has none. */
static int fill_ranges(void *context, Failure *failure)
{
        Up *up = context;
        GroupRanges *ranges = &up->network.ranges;
        const char *why;
        if (!ranges->has4 && prefix_read(NETWORK_RANGE4, &ranges->v4, &why) < 0)
                return -EINVAL;
        ranges->has4 = true;
        int r = inside_has_ipv6(up->net_fd);
        if (r < 0)
                return r;
        if (r == 0)
                ranges->has6 = false;
        else if (!ranges->has6 && (r = own_range(&ranges->v6)) < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "read /etc/machine-id");
        else
                ranges->has6 = true;
        return check_ranges(&up->network, failure);
}

static int find_addresses(void *context, Failure *failure)
{
        Network *network = &((Up *)context)->network;
        return claim_addresses(network->group, &network->ranges, &network->addresses, &network->addresses,
                               failure);
}

/* GROUP's, of one that runs; else those that it gets by its name, which are its own from now on. */
static int addresses_of(const Up *up, const char *group, GroupAddresses *ret, Failure *failure)
{
        _cleanup_netrecord_ NetRecord record = {};
        int r = netrecord_read(up->folder_fd, group, &record, failure);
        /* One in a network of the host's isn't heard here. */
        if (r == 1 || (r == 0 && record.network.macvlan))
                return claim_addresses(group, &up->network.ranges, &(GroupAddresses){}, ret, failure);
        if (r == 0)
                *ret = record.network.addresses;
        return r;
}

/* What is open to a group is open to its addresses. */
static int resolve(Up *up, Open *open, Failure *failure)
{
        Network *network = &up->network;
        GroupAddresses addresses;
        int r = addresses_of(up, open->group, &addresses, failure);
        if (r < 0)
                return r;
        const PortRange ports = open->ports;
        open_done(open);
        *open = (Open){.ports = ports, .from = FROM_RANGE, .range = {addresses.v4, 32}};
        if (!addresses.has6)
                return 0;
        OpenList *opens = &network->opens;
        Open *more = reallocarray(opens->items, opens->n + 1, sizeof *more);
        if (!more)
                return -ENOMEM;
        opens->items = more;
        opens->items[opens->n++] = (Open){.ports = ports, .from = FROM_RANGE, .range = {addresses.v6, 128}};
        return 0;
}

static int resolve_groups(void *context, Failure *failure)
{
        Up *up = context;
        const OpenList *opens = &up->network.opens;
        int r = 0;
        for (size_t i = 0; i < opens->n && r == 0; i++)
                if (opens->items[i].from == FROM_GROUP)
                        r = resolve(up, opens->items + i, failure);
        return r;
}

static int look_at_host(void *context, Failure *failure)
{
        const Up *up = context;
        int r = check_routes(up->socket, &up->network, failure);
        return r < 0 ? r : check_publishes(&up->network, failure);
}

/* --- rules and link --- */

/* Record and elements, while nobody loads the rules. 0; 1: there are no rules; or -errno. */
static int enter(const Up *up, Nft *nft, Failure *failure)
{
        _cleanup_close_ int lock = netrecords_lock(up->folder_fd, false, failure);
        if (lock < 0)
                return lock;
        int r = netrecord_write(up->folder_fd, &up->network, failure);
        if (r < 0)
                return r;
        r = table_add(nft, &up->network, failure);
        if (r == 0)
                return 0;
        /* Nobody's elements are those of one whose record was lost. */
        if (r == -EEXIST && !check_owner(up->folder_fd, &up->network, failure))
                r = 1;
        Failure later;
        (void)netrecord_remove(up->folder_fd, up->network.group, &later);
        return r;
}

static int add_elements(void *context, Failure *failure)
{
        const Up *up = context;
        _cleanup_nft_ Nft *nft = NULL;
        int r = nft_begin(&nft);
        r = r < 0 ? r : enter(up, nft, failure);
        if (r <= 0)
                return r;
        /* Or somebody has flushed all of them. */
        r = load_rules(up->folder_fd, failure);
        r = r < 0 ? r : enter(up, nft, failure);
        return r <= 0 ? r
                      : failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                    COSLICE_NETWORK_RULES " has not the sets of this version: install "
                                                          "coslice-network as a whole");
}

static int find_uplinks(void *context, Failure *failure)
{
        Up *up = context;
        int r = uplinks_find(up->socket, false, up->uplinks, failure);
        return r == 0 && up->network.addresses.has6 ? uplinks_find(up->socket, true, up->uplinks + 1, failure)
                                                    : r;
}

static int make_pair(void *context, Failure *failure)
{
        const Up *up = context;
        const Uplinks *uplinks = up->uplinks[0].n > 0 ? up->uplinks : up->uplinks + 1;
        Link uplink = {};
        if (uplinks->n > 0 && link_at(up->socket, uplinks->links[0], &uplink) < 0)
                uplink.mtu = 0;
        return pair_make(up->socket, &up->network, up->net_fd, uplink.mtu, failure);
}

static int tell_name(void *context, Failure *failure)
{
        const Network *network = &((const Up *)context)->network;
        return network->names ? names_add(network, failure) : 0;
}

/* By interfaces that have come since the rules were loaded. */
static int lend(const Up *up, Failure *failure)
{
        _cleanup_nft_ Nft *nft = NULL;
        _cleanup_lent_ Lent lent = {};
        int r = forwarding_lent(up->folder_fd, &lent, failure);
        if (r < 0 || lent.refused)
                return r;
        lent_done(&lent);
        r = nft_begin(&nft);
        r = r < 0 ? r : forwarding_lend(up->folder_fd, failure);
        r = r < 0 ? r : forwarding_lent(up->folder_fd, &lent, failure);
        r = r < 0 ? r : table_lend(nft, &lent, failure);
        return r < 0 ? r : forwarding_switch(&lent, failure);
}

static int forward(void *context, Failure *failure)
{
        const Up *up = context;
        for (int v6 = 0; v6 <= up->network.addresses.has6; v6++)
                if (!forwarding_is_on(up->socket, v6, up->uplinks + v6))
                        return lend(up, failure);
        return 0;
}

static int want_rules(void *context, Failure *failure)
{
        return wants_add(((const Up *)context)->network.group, failure);
}

static const Step first_steps[] = {
        {"open the group's network", EXIT_SETUP_SANDBOX, open_all},
        {"remove what an earlier start has left", EXIT_SETUP_STATE, clean},
        {"find the ranges of addresses", EXIT_SETUP_REQUEST, fill_ranges},
        {"find an address", EXIT_SETUP_STATE, find_addresses},
        {"find the addresses of other groups", EXIT_SETUP_STATE, resolve_groups},
        {"look at the host's network", EXIT_SETUP_SANDBOX, look_at_host},
        {"find the host's default routes", EXIT_SETUP_SANDBOX, find_uplinks},
};

static const Step making_steps[] = {
        {"open the group's ports", EXIT_SETUP_SANDBOX, add_elements},
        {"make the group's interface", EXIT_SETUP_SANDBOX, make_pair},
        {"switch on forwarding", EXIT_SETUP_SANDBOX, forward},
        {"have the rules as long as the group", EXIT_SETUP_STATE, want_rules},
        {"tell the group's name", EXIT_SETUP_STATE, tell_name},
};

/* --- in a network of the host's --- */

static int look_at_parent(void *context, Failure *failure)
{
        Up *up = context;
        return macvlan_look(up->socket, &up->network, up->net_fd, &up->parent, failure);
}

/* Nobody else looks or enters meanwhile. */
static int enter_alone(void *context, Failure *failure)
{
        const Up *up = context;
        _cleanup_close_ int lock = netrecords_lock(up->folder_fd, true, failure);
        if (lock < 0)
                return lock;
        int r = check_neighbours(up->folder_fd, &up->network, failure);
        return r < 0 ? r : netrecord_write(up->folder_fd, &up->network, failure);
}

static int make_macvlan(void *context, Failure *failure)
{
        const Up *up = context;
        return macvlan_make(up->socket, &up->network, &up->parent, up->net_fd, failure);
}

static const Step first_macvlan_steps[] = {
        {"open the group's network", EXIT_SETUP_SANDBOX, open_all},
        {"remove what an earlier start has left", EXIT_SETUP_STATE, clean},
        {"look at the host's network", EXIT_SETUP_SANDBOX, look_at_parent},
};

static const Step macvlan_steps[] = {
        {"enter the group's addresses", EXIT_SETUP_STATE, enter_alone},
        {"make the group's interface", EXIT_SETUP_SANDBOX, make_macvlan},
};

static int run_first(Up *up, Failure *failure)
{
        return up->network.macvlan
                       ? steps_run(first_macvlan_steps, ARRAY_SIZE(first_macvlan_steps), up, NULL, failure)
                       : steps_run(first_steps, ARRAY_SIZE(first_steps), up, NULL, failure);
}

static int run_making(Up *up, Failure *failure)
{
        return up->network.macvlan ? steps_run(macvlan_steps, ARRAY_SIZE(macvlan_steps), up, NULL, failure)
                                   : steps_run(making_steps, ARRAY_SIZE(making_steps), up, NULL, failure);
}

static int run(Up *up, Failure *failure)
{
        int r = run_first(up, failure);
        if (r < 0)
                return r;
        r = run_making(up, failure);
        /* Who didn't come back can't undo anything of the host's: the next one will, by the record. */
        if (r < 0 && r != -EXDEV) {
                Failure later;
                (void)clean(up, &later);
        }
        return r;
}

/* To a unit that is stopped SIGTERM is no failure of a command (SuccessExitStatus=), and so systemd runs the
 * next one also where a stop has ended the one that makes the namespaces: this one ends likewise. */
static void end_as_stopped(const Failure *failure)
{
        fprintf(stderr, "%s\n", failure->text);
        (void)raise(SIGTERM);
}

int up(char **words, Failure *failure)
{
        Up all = {.folder_fd = -EBADF, .net_fd = -EBADF};
        int r = options_read(&network_options, words, &all.network, failure);
        if (r < 0)
                return r;
        all.network.names = !all.network.macvlan && names_are_answered();
        r = run(&all, failure);
        if (r < 0 && all.nowhere)
                end_as_stopped(failure);
        link_close(all.socket);
        closep(&all.folder_fd);
        closep(&all.net_fd);
        network_done(&all.network);
        return r;
}
