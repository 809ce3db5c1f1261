/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generator/validate/lookup.h"

#include "core/contract/lookup.h"
#include "generator/model/networks.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define SERVERS_ASKED 3 /* MAXNS of resolv.conf(5) */

/* --- servers --- */

static bool is_in(const char *text, const IpAddress *address)
{
        const char *why;
        IpPrefix range;
        return prefix_read(text, &range, &why) == 0 && prefix_contains(&range, address);
}

static bool is_in_any(const ItemList *list, const IpAddress *address)
{
        for (size_t i = 0; i < list->n; i++)
                if (is_in(list->items[i].text, address))
                        return true;
        return false;
}

/* Whether Outbound= keeps the group from ADDRESS. What the host has for groups is no matter of it. */
static bool is_held_back(const Definition *def, const IpAddress *address)
{
        const ItemList *outbound = &def->outbound;
        if (outbound->n == 0 || is_in_any(outbound, address))
                return false;
        return !outbound_has(outbound, "yes") && !is_in(NETWORK_RANGE4, address) &&
               !is_in_any(&def->ranges, address);
}

static int check_server(const Definition *def, const Item *item, DiagList *diags)
{
        IpAddress address;
        if (ip_read(item->text, &address) < 0)
                return -EINVAL;
        if (ip_is_loopback(&address))
                return diag_warning(diags, &item->at,
                                    "%s is the group itself: nobody answers there, unless one of its "
                                    "containers is a name server",
                                    item->text);
        if (is_held_back(def, &address))
                return diag_warning(diags, &item->at,
                                    "Outbound= keeps the group from %s: write Outbound=%s%s", item->text,
                                    item->text,
                                    outbound_has(&def->outbound, OUTBOUND_NO) ? " in place of no" : " too");
        return 0;
}

static int check_servers(const Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->dns.n && r == 0; i++) {
                const Item *item = def->dns.items + i;
                if (i == SERVERS_ASKED)
                        return diag_warning(diags, &item->at,
                                            "programs ask the first %d servers, resolv.conf(5); leave %s out",
                                            SERVERS_ASKED, item->text);
                if (definition_network(def) == NETWORK_PRIVATE || definition_macvlan(def))
                        r = check_server(def, item, diags);
        }
        return r;
}

/* --- lines of /etc/hosts --- */

/* Whether NAME is NAMED or, of "mail.example.org", its first part, which is in the file too. */
static bool is_or_begins(const char *name, const char *named)
{
        size_t n = strcspn(named, ".");
        return strcasecmp(name, named) == 0 || (strlen(name) == n && strncasecmp(name, named, n) == 0);
}

/* What NAME is in the file already, above what is added; NULL: nothing. */
static const char *meaning_of(const Definition *def, const char *name)
{
        if (is_or_begins(name, def->hostname.set ? def->hostname.text : def->name))
                return "this group's own name";
        for (size_t i = 0; i < def->n_containers; i++)
                if (def->containers[i].name && strcasecmp(name, def->containers[i].name) == 0)
                        return "a container of this group, which is found at localhost";
        if (strcasecmp(name, "localhost") == 0)
                return "the group itself";
        return NULL;
}

static int check_gateway(const Definition *def, const Item *item, DiagList *diags)
{
        const char *macvlan = definition_macvlan(def);
        if (macvlan)
                return diag_error(
                        diags, &item->at,
                        "with Network=macvlan:%s host and group don't hear each other; leave it out",
                        macvlan);
        if (definition_network(def) != NETWORK_NONE)
                return 0;
        return diag_error(diags, &item->at, "%s the host isn't reached, and has no address; leave it out",
                          def->network.set ? "with Network=none" : "without the package coslice-network");
}

static int check_added(const Definition *def, const Item *item, DiagList *diags)
{
        const char *why;
        AddedHost host;
        int r = added_host_read(item->text, &host, &why);
        if (r < 0)
                return r;
        const char *meaning = meaning_of(def, host.name);
        if (host.gateway)
                r = check_gateway(def, item, diags);
        if (r == 0 && meaning)
                r = diag_warning(diags, &item->at,
                                 "it has no effect: %s is %s, and that line of /etc/hosts is the first",
                                 host.name, meaning);
        added_host_done(&host);
        return r;
}

int lookup_check(const Definition *def, DiagList *diags)
{
        int r = check_servers(def, diags);
        for (size_t i = 0; i < def->add_host.n && r == 0; i++)
                r = check_added(def, def->add_host.items + i, diags);
        return r;
}
