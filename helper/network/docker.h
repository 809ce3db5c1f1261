/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Docker drops all that is forwarded and isn't its own, but for what its chain DOCKER-USER, which is the
 * administrator's, lets through. */
#pragma once

#include "helper/network/nft.h"

/* Has that chain let through what is from or to groups, of IPv4 and IPv6, where there is such a chain and it
 * doesn't already: what groups may is in our own table. 0 or -errno with FAILURE. */
int docker_let_through(Nft *nft, Failure *failure);

/* Takes that back. The same. */
int docker_take_back(Nft *nft, Failure *failure);
