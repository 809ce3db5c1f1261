/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A network namespace for a while. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/network.h"

/* Calls WORK in the namespace NET_FD, and comes back to that of before. What WORK returns, or -errno, if
 * there was no way in; -EXDEV: there is none back, and this process is of no more use. Sockets stay where
 * they were opened. */
int inside_run(int net_fd, int (*work)(void *context), void *context);

/* Whether IPv6 is there, on the host and in the namespace NET_FD: 1, 0, or -errno as above. */
int inside_has_ipv6(int net_fd);

/* Loads the rules of NETWORK's group in the namespace that this process is in. 0 or -errno, of which what
 * nftables says has FAILURE. */
int inside_load_rules(const Network *network, Failure *failure);
