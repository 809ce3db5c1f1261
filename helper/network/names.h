/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What groups are found as by others: a line of hosts(5) for each of a group's addresses, in
 * COSLICE_DNS_DIR/GROUP, where dnsmasq(8) sees it come and go (--hostsdir). */
#pragma once

#include "core/base/failure.h"
#include "core/contract/network.h"

/* Whether there is a program that answers for them; coslice-dns.service has the same path. */
bool names_are_answered(void);

/* Makes the folder, before that program is started. 0 or -errno with FAILURE. */
int names_prepare(Failure *failure);

/* NETWORK's name, in the place of what the group has there. 0 or -errno with FAILURE. */
int names_add(const Network *network, Failure *failure);

/* GROUP's; 0 if there is none. 0 or -errno with FAILURE. */
int names_remove(const char *group, Failure *failure);
