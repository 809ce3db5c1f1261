/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said to the kernel of interfaces, addresses and routes, rtnetlink(7), and what it answers. Messages
 * that belong together go in one parcel: the kernel takes all of it, or none if who sends it is killed
 * before. Pure. */
#pragma once

#include "core/contract/network.h"

#define PARCEL_MESSAGES 8
#define PARCEL_SIZE     2048 /* no message of ours has 256 bytes */

typedef struct Parcel {
        size_t size; /* bytes */
        size_t last; /* where the last message begins */
        unsigned n;
        const char *what[PARCEL_MESSAGES]; /* by their sequence numbers: "make the interface" */
        _Alignas(8) char bytes[PARCEL_SIZE];
} Parcel;

/* An empty one; its bytes are as they are. */
static inline void parcel_begin(Parcel *parcel)
{
        parcel->size = parcel->last = parcel->n = 0;
}

/* The last message is to be answered though it succeeds: errors of those before it come first. */
void message_ask_answer(Parcel *parcel);

/* A pair of interfaces: NAME here, and "eth0" in the namespace NET_FD, neither of them up. */
typedef struct LinkPair {
        const char *name, *alias;
        int net_fd;
        IpAddress v4; /* the group's: MAC addresses follow from it */
        uint32_t mtu; /* 0: the kernel's own */
} LinkPair;

#define INTERFACE_INSIDE "eth0"

/* Makes PAIR, and gives NAME its alias, by which it is known as ours. */
void message_make_pair(Parcel *parcel, const LinkPair *pair);

/* An interface "eth0" in the namespace NET_FD that is a part of PARENT, one of the host's; not up. */
typedef struct LinkMacvlan {
        uint32_t parent;
        int net_fd;
        IpAddress address; /* the group's, of which the MAC address follows */
} LinkMacvlan;

void message_make_macvlan(Parcel *parcel, const LinkMacvlan *macvlan);

void message_remove_link(Parcel *parcel, uint32_t index);
void message_link_up(Parcel *parcel, uint32_t index);
/* Of interface INDEX: no duplicates of it are looked for. */
void message_address(Parcel *parcel, uint32_t index, const IpAddress *address, unsigned bits);
/* To DESTINATION, 0 bits: all others, by GATEWAY, or NULL where they are on that link. */
void message_route(Parcel *parcel, uint32_t index, const IpPrefix *destination, const IpAddress *gateway);

/* Questions; what answers them is read below. */
void message_ask_link(Parcel *parcel, const char *name);     /* one message, or an error */
void message_ask_link_at(Parcel *parcel, uint32_t index);    /* the same */
void message_ask_route(Parcel *parcel, const IpAddress *to); /* the same */
/* As many as there are; those to somewhere alone, if the socket has the kernel look at that. */
void message_ask_routes(Parcel *parcel, bool v6);

typedef struct Link {
        uint32_t index, mtu;
        bool up;
        char name[INTERFACE_SPACE];
        char alias[80]; /* as much of it as there is room for: ours are shorter */
} Link;

/* MESSAGE, a whole one of the kernel's. False if it is something else. */
bool message_read_link(const void *message, Link *ret);

#define ROUTE_LINKS 8 /* of one that has several; more are left out */
typedef struct Route {
        IpPrefix destination;
        bool local;   /* an address of this host */
        bool unicast; /* to somewhere; else nothing gets through */
        uint32_t metric;
        uint32_t links[ROUTE_LINKS];     /* their interfaces */
        IpAddress gateways[ROUTE_LINKS]; /* by them; all 0: none, or one of the other family */
        unsigned n_links;
} Route;

bool message_read_route(const void *message, Route *ret);

/* Whether all that has no better way goes there; VPNs write two halves of it. */
static inline bool route_is_default(const Route *route)
{
        return route->unicast && route->destination.bits <= 1;
}
