/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses of IP and ranges of them, as text and as bytes. Pure. */
#pragma once

#include "core/base/strbuf.h"

#include <stdint.h>

typedef struct IpAddress {
        bool v6;
        uint8_t bytes[16]; /* as on the wire; of IPv4 the first four */
} IpAddress;

/* All addresses whose first BITS are those of FIRST, whose others are 0. */
typedef struct IpPrefix {
        IpAddress first;
        unsigned bits;
} IpPrefix;

#define IP_TEXT_MAX 46 /* with the NUL */

static inline unsigned ip_bits(const IpAddress *address)
{
        return address->v6 ? 128 : 32;
}

/* Reads one as inet_pton(3) does: four numbers, or what RFC 4291 says, without a zone. 0 or -EINVAL. */
int ip_read(const char *text, IpAddress *ret);

/* As it is written everywhere, RFC 5952. */
void ip_format(const IpAddress *address, char ret[static IP_TEXT_MAX]);

/* ADDRESS[/BITS], an address and how many bits of it are its network's; 0 if that isn't said. 0 or -EINVAL.
 */
int ip_read_in_network(const char *text, IpAddress *ret, unsigned *ret_bits);

bool ip_equal(const IpAddress *a, const IpAddress *b);

/* Whether nothing but the host that it is on has it: 127.0.0.0/8, ::1. */
bool ip_is_loopback(const IpAddress *address);

/* Whether a host can have it: neither 0.0.0.0, :: nor one of many (224.0.0.0/4, 255.255.255.255, ff00::/8).
 */
bool ip_is_unicast(const IpAddress *address);

/* ADDRESS[/BITS], without them that one address. 0; -EINVAL with RET_WHY, the end of a sentence ("expected
 * …"). */
int prefix_read(const char *text, IpPrefix *ret, const char **ret_why);

/* Appends "ADDRESS/BITS". 0 or -ENOMEM. */
int prefix_write(const IpPrefix *prefix, StrBuf *ret);

bool prefix_contains(const IpPrefix *prefix, const IpAddress *address);
bool prefixes_overlap(const IpPrefix *a, const IpPrefix *b);

/* The network of BITS that ADDRESS is in. */
IpPrefix prefix_around(const IpAddress *address, unsigned bits);

/* The last address of that network, which of IPv4 is for broadcasts. */
IpAddress prefix_last(const IpAddress *address, unsigned bits);

/* Whether ADDRESS is the first of PREFIX, which stands for all of it, or of IPv4 the last, the broadcast
 * address; of a prefix of two addresses, RFC 3021 and 6164, or of one, neither is. */
bool prefix_keeps(const IpPrefix *prefix, const IpAddress *address);

/* The address that is N above the first of PREFIX. N is less than there are. */
IpAddress prefix_at(const IpPrefix *prefix, uint32_t n);
