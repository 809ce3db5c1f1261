/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pair of interfaces between host and group. */
#pragma once

#include "helper/network/link.h"

/* Makes it for NETWORK, whose addresses are there, with its end in the namespace NET_FD. That is held by
 * rules of its own before anything can come: a flush of the host's rules opens no port there. MTU: 0 is the
 * kernel's own. 0 or -errno with FAILURE; what was made until then stays. */
int pair_make(LinkSocket *socket, const Network *network, int net_fd, uint32_t mtu, Failure *failure);
