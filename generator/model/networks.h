/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the lists of [Group] ask a network of the group's own for, as values that can be compared. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Fills RET from DEF: opens, publishes and host_ports item by item, so that each place is in the list of the
 * same number. Addresses: the first of each family. RET's group and name are borrowed. 0 or -ENOMEM;
 * network_done() in any case. */
int network_of(const Definition *def, Network *ret);

/* Whether LIST, Outbound=, asks for WORD, "yes" or "no". */
bool outbound_has(const ItemList *list, const char *word);

static inline bool ports_overlap(const PortRange *a, const PortRange *b)
{
        return a->udp == b->udp && a->first <= b->last && b->first <= a->last;
}

/* The ports of the group that PUBLISH leads to. */
static inline PortRange publish_inside(const Publish *publish)
{
        return (PortRange){publish->to, (uint16_t)(publish->to + ports_count(&publish->host) - 1),
                           publish->host.udp};
}

/* Whether A and B want the same port of the same address of the host. */
bool publish_collides(const Publish *a, const Publish *b);
