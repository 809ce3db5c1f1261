/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group in a network that the host is in, by an interface of its own there. */
#pragma once

#include "helper/network/link.h"

/* The host's interface that the group's is a part of. */
typedef struct Parent {
        Link link;
        IpAddress gateways[2]; /* that the host has by it, of IPv4 and of IPv6; all 0: none */
} Parent;

/* Finds NETWORK's, and that the group whose namespace is NET_FD can have its addresses there. What is no
 * obstacle, but will be missed, is said on standard error. 0; -EINVAL with FAILURE: they can't be as they are
 * asked for; or -errno with FAILURE. */
int macvlan_look(LinkSocket *socket, const Network *network, int net_fd, Parent *ret, Failure *failure);

/* Makes the group's interface "eth0" in its namespace NET_FD, the rules there first. SOCKET: the host's. 0 or
 * -errno with FAILURE; -EXDEV as inside_run(). */
int macvlan_make(LinkSocket *socket, const Network *network, const Parent *parent, int net_fd,
                 Failure *failure);

/* Removes that of GROUP, whose namespaces may be gone, and it with them. The same. */
int macvlan_remove(const char *group, Failure *failure);
