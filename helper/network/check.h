/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can't be as it is asked for, in words that name who is in the way. */
#pragma once

#include "helper/network/link.h"

/* Of NETWORK's ranges: 0, or -EINVAL with FAILURE. */
int check_ranges(const Network *network, Failure *failure);

/* That no route of the host's leads to where NETWORK's addresses are. 0; -EINVAL with FAILURE; or -errno. */
int check_routes(LinkSocket *socket, const Network *network, Failure *failure);

/* That nobody on the host listens at what NETWORK publishes, and nothing is published twice. The same. */
int check_publishes(const Network *network, Failure *failure);

/* FAILURE: GROUP can have no address of IPv6. -EINVAL. */
int check_refuse_ipv6(const char *group, Failure *failure);

/* That no running group but NETWORK's has its addresses on the same interface. 0; -EINVAL with FAILURE; or
 * -errno with FAILURE. */
int check_neighbours(int folder_fd, const Network *network, Failure *failure);

/* FAILURE, of a port that is published already, becomes that of the group which does. False if none does. */
bool check_owner(int folder_fd, const Network *network, Failure *failure);
