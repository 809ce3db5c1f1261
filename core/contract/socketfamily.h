/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Families of sockets and protocols of netlink by the names that they have in socket(2) and netlink(7):
 * AddSocketFamily= is written in these words, and the helper, which is handed them, reads them again. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Bit N of FAMILIES is the family N, bit N of NETLINK the protocol N of AF_NETLINK. */
typedef struct SocketFamilies {
        uint64_t families;
        uint32_t netlink;
} SocketFamilies;

/* What every container may have: AF_UNIX, AF_INET, AF_INET6, and of AF_NETLINK what programs ask for
 * addresses and devices by. Behind many others lie modules that the kernel loads for who asks, and code that
 * few look at: a payload wrote to the page cache, which groups share, through AF_ALG, AF_RXRPC, AF_KEY and
 * NETLINK_XFRM. */
extern const SocketFamilies socket_families_default;

/* WORD, in any case, as the kernel writes it; NULL: there is no such name. */
const char *socketfamily_name(const char *word);

/* Adds what WORD names to FAMILIES. 0; 1: there is no such name. */
int socketfamily_add(const char *word, SocketFamilies *families);

/* The names, to suggest one. */
extern const char *const socketfamily_names[];
extern const size_t n_socketfamily_names;
