/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host forwards for groups: by each of its interfaces that doesn't yet, never by net.ipv4.ip_forward.
 * Which ones that are stands in a record, since they forward nothing else (rules say so), and forward no more
 * when the last group has gone. */
#pragma once

#include "helper/network/link.h"
#include "helper/network/plan/lent.h"

#define FORWARDING_LINKS 32 /* with default routes; more are left alone */

/* The interfaces of default routes, the best route's first. */
typedef struct Uplinks {
        uint32_t links[FORWARDING_LINKS];
        uint32_t metrics[FORWARDING_LINKS];
        unsigned n;
} Uplinks;

/* Those of IPv6 or IPv4. 0 or -errno with FAILURE. */
int uplinks_find(LinkSocket *socket, bool v6, Uplinks *ret, Failure *failure);

/* Whether all of UPLINKS forward. */
bool forwarding_is_on(LinkSocket *socket, bool v6, const Uplinks *uplinks);

/* Puts on record what is to be switched on and was off, beside what was before; FOLDER_FD is of
 * netrecords_open(), and nobody's lock is held. 0 or -errno with FAILURE. */
int forwarding_lend(int folder_fd, Failure *failure);

/* What is on record; nothing, if there is none. 0 or -errno with FAILURE. */
int forwarding_lent(int folder_fd, Lent *ret, Failure *failure);

/* Switches on what LENT says, whose rules are there. What that changes for others is said on standard error.
 * 0 or -errno with FAILURE. */
int forwarding_switch(const Lent *lent, Failure *failure);

/* Switches off what is on record, and removes that; or, if it is REFUSED, puts on record that nobody is to
 * switch anything. As forwarding_lend(). */
int forwarding_take_back(int folder_fd, bool refused, Failure *failure);

/* The same for the group's INTERFACE. */
int forwarding_switch_own(bool v6, const char *interface);
