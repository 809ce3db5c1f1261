/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host forwards for groups: from and to their interfaces, and those by which it reaches the rest of the
 * world. Not by net.ipv4.ip_forward, which makes a router of all others too. */
#pragma once

#include "helper/network/link.h"

#define FORWARDING_LINKS 32 /* with default routes; more are left alone */

/* The interfaces of default routes, the best route's first. */
typedef struct Uplinks {
        uint32_t links[FORWARDING_LINKS];
        uint32_t metrics[FORWARDING_LINKS];
        unsigned n;
} Uplinks;

/* Those of IPv6 or IPv4. 0 or -errno with FAILURE. */
int uplinks_find(LinkSocket *socket, bool v6, Uplinks *ret, Failure *failure);

/* Switches it on for UPLINKS. What that changes for others is said on standard error. 0 or -errno with
 * FAILURE. */
int forwarding_switch(LinkSocket *socket, bool v6, const Uplinks *uplinks, Failure *failure);

/* The same for the group's INTERFACE. */
int forwarding_switch_own(bool v6, const char *interface);
