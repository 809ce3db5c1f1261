/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generator/validate/network.h"

#include "core/contract/sysctl.h"
#include "generator/types/capabilities.h"

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

int network_check(const Definition *def, DiagList *diags)
{
        if (def->network.number != NETWORK_HOST)
                return 0;
        bool own = !streq(definition_userns(def), "host");
        int r = check_sysctls(def, diags);
        for (size_t i = 0; i < def->n_containers && r == 0 && own; i++) {
                r = warn_of_ports(def->containers + i, diags);
                if (r == 0)
                        r = warn_of_capabilities(def->containers + i, diags);
        }
        return r;
}
