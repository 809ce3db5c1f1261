/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which address a group has in the ranges for groups, and what else follows from it. A group is a number in
 * its range: the same one of IPv4 and of IPv6. 0 is the range itself, NETWORK_GATEWAY the host's, the last
 * one of IPv4 the broadcast address. Pure. */
#pragma once

#include "core/contract/network.h"

#define ADDRESS_BITS_MAX 29U /* of a range of IPv4: a longer one has no room */

/* How many groups there is room for in RANGE, of IPv4; 0 if it has more than ADDRESS_BITS_MAX bits. */
uint32_t address_room(const IpPrefix *range);

/* The number that GROUP tries as the Nth, counted from 0 and less than the room in RANGE. */
uint32_t address_choice(const char *group, const IpPrefix *range, uint32_t n);

/* Whether RANGE, of IPv6, has an address for each number of RANGE4. */
bool address_ranges_fit(const IpPrefix *range4, const IpPrefix *range6);

/* What ADDRESS, in RANGE, can't be given to a group for: "is the host's own", or NULL. */
const char *address_special(const IpPrefix *range, const IpAddress *address);

/* What is above the first of RANGE, which ADDRESS is in; UINT32_MAX if it is more than that holds. */
uint32_t address_number(const IpPrefix *range, const IpAddress *address);

/* The machine's own range of IPv6, RFC 4193: fd, 40 bits that follow from MACHINE_ID, subnet 0. These are a
 * hash of less than a third of its length, so that the id, which is to be kept from others, can't be found
 * out by it. */
void address_own_range(const char *machine_id, IpPrefix *ret);

/* The MAC address of the group's end of its link, or of the host's: locally administered, and the same at
 * each start. */
#define MAC_SIZE 6
void address_mac(const IpAddress *v4, bool host, uint8_t ret[static MAC_SIZE]);

/* That of a group which is in a network of the host's, where ADDRESS, of either family, is nobody else's. */
void address_mac_among_others(const IpAddress *address, uint8_t ret[static MAC_SIZE]);
