/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generator/validate/network.h"

#include "core/contract/sysctl.h"
#include "generator/model/networks.h"
#include "generator/types/capabilities.h"
#include "generator/validate/lookup.h"
#include "generator/validate/macvlan.h"
#include "generator/validate/reach.h"

#include <string.h>

#define LOW_PORTS 1024 /* as the kernel has net.ipv4.ip_unprivileged_port_start */

static int check_sysctls(const Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->sysctl.n && r == 0; i++) {
                const Item *item = def->sysctl.items + i;
                if (sysctl_is_of_network(item->text))
                        r = diag_error(diags, &item->at,
                                       "with Network=host it would be set for the host: write it into a file "
                                       "of sysctl.d(5), and leave it out");
        }
        return r;
}

/* The host's network belongs to the host's user namespace, and so no capability of another one counts. */
static int warn_of_ports(const Container *c, DiagList *diags)
{
        for (size_t i = 0; i < c->ports.n; i++)
                if (c->ports.items[i].ports.first < LOW_PORTS)
                        return diag_warning(
                                diags, &c->ports.items[i].at,
                                "with Network=host only a group with UserNS=host may open ports below 1024, "
                                "or all of the host: net.ipv4.ip_unprivileged_port_start in a file of "
                                "sysctl.d(5)");
        return 0;
}

static int warn_of_capabilities(const Container *c, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < c->add_capability.n && r == 0; i++) {
                const Item *item = c->add_capability.items + i;
                if (capability_is_of_network((unsigned)item->number))
                        r = diag_warning(
                                diags, &item->at,
                                "with Network=host it has no effect but in a group with UserNS=host, "
                                "and then on all of the host's network");
        }
        return r;
}

/* What a key of a network of the group's own says nothing about with the host's, or with none. */
typedef struct OwnKey {
        size_t offset;
        const char *with_host; /* NULL: it does say something there */
        const char *with_none; /* NULL: UNREACHED */
} OwnKey;

#define WITHOUT_PACKAGE "without the package coslice-network the group has no network but localhost"
#define UNREACHED       "nothing outside is reached, and nobody reaches the group"
#define UNASKED         "nobody can be asked for names"

static const OwnKey own_keys[] = {
        {offsetof(Definition, address), "the group has the addresses of the host"},
        {offsetof(Definition, open_ports),
         "programs listen at the addresses of the host, and its firewall says who "
         "reaches them"},
        {offsetof(Definition, publish), "programs listen at the addresses of the host themselves"},
        {offsetof(Definition, outbound), "the group reaches what the host does"},
        {offsetof(Definition, host_ports), "the group reaches all services of the host, at localhost"},
        {offsetof(Definition, dns), .with_none = UNASKED},
        {offsetof(Definition, dns_search), .with_none = UNASKED},
        {offsetof(Definition, dns_option), .with_none = UNASKED},
};
static const OwnKey own_name = {offsetof(Definition, dns_name),
                                "the group has no address of its own that others could look up"};

/* AT: of what KEY has first. */
static int refuse_own(const Definition *def, const OwnKey *key, const Place *at, DiagList *diags)
{
        const char *why = key->with_none ? key->with_none : UNREACHED;
        if (definition_network(def) == NETWORK_HOST)
                return diag_error(diags, at, "with Network=host %s; leave it out", key->with_host);
        if (def->network.set)
                return diag_error(diags, at,
                                  "with Network=none %s, for which Network=private is there; leave it out",
                                  why);
        return diag_error(diags, at, WITHOUT_PACKAGE ", and %s; install it, or leave this out", why);
}

static int check_own(const Definition *def, DiagList *diags)
{
        bool host = definition_network(def) == NETWORK_HOST;
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(own_keys) && r == 0; i++) {
                const ItemList *list = (const ItemList *)((const char *)def + own_keys[i].offset);
                bool outbound = own_keys[i].offset == offsetof(Definition, outbound);
                /* That is so anyway where there is no network. */
                if (list->n == 0 || (host && !own_keys[i].with_host) ||
                    (outbound && !host && list->n == 1 && outbound_has(list, OUTBOUND_NO)))
                        continue;
                r = refuse_own(def, own_keys + i, &list->items->at, diags);
                if (!def->network.set) /* one line will do for all of them */
                        return r;
        }
        return r == 0 && def->dns_name.set ? refuse_own(def, &own_name, &def->dns_name.at, diags) : r;
}

static int check_host(const Definition *def, DiagList *diags)
{
        bool own = !streq(definition_userns(def), "host");
        int r = check_sysctls(def, diags);
        for (size_t i = 0; i < def->n_containers && r == 0 && own; i++) {
                r = warn_of_ports(def->containers + i, diags);
                if (r == 0)
                        r = warn_of_capabilities(def->containers + i, diags);
        }
        return r;
}

int network_check(const Definition *def, DiagList *diags)
{
        int r = 0;
        if (scalar_is_unknown(&def->network)) /* which one it was to be can't be told */
                return 0;
        if (def->network.set && def->network.number == NETWORK_BRIDGE)
                r = diag_note(
                        diags, &def->network.at,
                        "there is no bridge: each group has a link of its own to the host, which is what "
                        "Network=private says");
        else if (!def->network.set && !feature_is_there(def->features, FEATURE_NETWORK))
                r = diag_note(diags, &(Place){def->path, 0, NULL, NULL},
                              WITHOUT_PACKAGE "; Network=none says so without this note");
        if (r < 0)
                return r;
        r = lookup_check(def, diags);
        if (r < 0)
                return r;
        if (definition_network(def) == NETWORK_PRIVATE)
                return reach_check(def, diags);
        if (definition_macvlan(def)) {
                r = macvlan_check(def, diags);
                return r < 0 ? r : reach_check(def, diags);
        }
        r = check_own(def, diags);
        return r == 0 && definition_network(def) == NETWORK_HOST ? check_host(def, diags) : r;
}
