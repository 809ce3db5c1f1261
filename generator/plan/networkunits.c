/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generator/plan/networkunits.h"

#include "core/contract/contract.h"
#include "core/contract/network.h"
#include "core/contract/unitname.h"
#include "generator/plan/bound-values.h"
#include "generator/plan/planned.h"
#include "generator/render/templates.h"

#include <errno.h>
#include <string.h>

static bool is_off(const Scalar *scalar)
{
        return scalar->set && !scalar->number;
}

static int plan_rules(const Scalar *forwarding, const Scalar *docker_user, Plan *plan)
{
        _cleanup_bindings_ Bindings b = {};
        if (!is_off(forwarding) && !is_off(docker_user))
                return 0;
        bind_text(&b, "load", COSLICE_NETWORK);
        bind_text(&b, "load", "load");
        if (is_off(forwarding))
                bind_text(bind_from_scalar(&b, forwarding), "load", "--" FORWARDING_OPTION "=no");
        if (is_off(docker_user))
                bind_text(bind_from_scalar(&b, docker_user), "load", "--" DOCKER_USER_OPTION "=no");
        return plan_add_file(plan, ROLE_NONE, strdup(UNITNAME_NETWORK ".d/" DROP_IN), template_network_conf,
                             &b, NULL, NULL);
}

/* The host's address there: groups have it as their server. */
static int plan_names(const Item *range4, Plan *plan)
{
        _cleanup_bindings_ Bindings b = {};
        char address[IP_TEXT_MAX];
        const char *why;
        IpPrefix range;
        if (prefix_read(range4->text, &range, &why) < 0)
                return -EINVAL;
        const IpAddress host = network_gateway(&range);
        ip_format(&host, address);
        bind_text(bind_from(&b, &range4->at, "the first address of the range is the host's"), "address",
                  address);
        return plan_add_file(plan, ROLE_NONE, strdup(UNITNAME_DNS ".d/" DROP_IN), template_dns_conf, &b, NULL,
                             NULL);
}

int plan_network_units(const ItemList *ranges, const Scalar *forwarding, const Scalar *docker_user, Plan *ret)
{
        _cleanup_plan_ Plan plan = {};
        int r = plan_rules(forwarding, docker_user, &plan);
        for (size_t i = 0; i < ranges->n && r == 0; i++)
                if (!strchr(ranges->items[i].text, ':') && !streq(ranges->items[i].text, NETWORK_RANGE4))
                        r = plan_names(ranges->items + i, &plan);
        if (r < 0)
                return r;
        *ret = plan;
        plan = (Plan){};
        return 0;
}
