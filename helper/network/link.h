/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Interfaces, addresses and routes as the kernel has them, by rtnetlink(7), in the network namespace in which
 * the socket was opened. */
#pragma once

#include "core/base/failure.h"
#include "helper/network/plan/message.h"

typedef struct mnl_socket LinkSocket;

/* 0, or -errno with FAILURE. */
int link_open(LinkSocket **ret, Failure *failure);
LinkSocket *link_close(LinkSocket *socket);
DEFINE_CLEANUP(LinkSocket *, link_close)
#define _cleanup_link_ _cleanup_(link_closep)

/* Has PARCEL done, which is about the interface NAME. 0; -errno of the first message that failed, with
 * FAILURE, the others were done. */
int link_do(LinkSocket *socket, Parcel *parcel, const char *name, Failure *failure);

/* What R, an answer to "make a link of KIND", means where its word says little: the kernel has no such links.
 * R, with FAILURE then. */
int link_explain_missing(int r, const char *kind, Failure *failure);

/* The interface NAME, or that of INDEX. 0; 1: there is none; -errno. */
int link_find(LinkSocket *socket, const char *name, Link *ret);
int link_at(LinkSocket *socket, uint32_t index, Link *ret);

/* The interface NAME, which was just made. 0 or -errno. */
int link_made(LinkSocket *socket, const char *name, Link *ret);

/* The route that leads to ADDRESS now, as it stands in its table. 0; 1: none; -errno. */
int link_route(LinkSocket *socket, const IpAddress *address, Route *ret);

/* Calls EACH for all routes to somewhere, maybe for others too, of all tables, of IPv6 or IPv4. 0 or -errno.
 */
int link_each_route(LinkSocket *socket, bool v6, void (*each)(void *context, const Route *route),
                    void *context);
