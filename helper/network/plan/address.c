/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of groups. The first choice follows from the group's name, so that a group has the same address on
 * two machines unless another one has got it before. */
#include "helper/network/plan/address.h"

#include "core/base/hash.h"

#include <string.h>

/* With the last step of splitmix64: each bit of TEXT has a say in each bit of the result. */
static uint64_t hash(const char *text)
{
        uint64_t h = hash_fnv64(HASH_FNV64_BEGIN, text, strlen(text));
        h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
        return h ^ h >> 31;
}

/* Addresses of RANGE, of IPv4. */
static uint64_t size(const IpPrefix *range)
{
        return UINT64_C(1) << (32 - range->bits);
}

uint32_t address_room(const IpPrefix *range)
{
        return range->bits > ADDRESS_BITS_MAX ? 0 : (uint32_t)(size(range) - 3);
}

uint32_t address_choice(const char *group, const IpPrefix *range, uint32_t n)
{
        return (uint32_t)((hash(group) + n) % address_room(range)) + NETWORK_GATEWAY + 1;
}

bool address_ranges_fit(const IpPrefix *range4, const IpPrefix *range6)
{
        return 128 - range6->bits >= 32 - range4->bits;
}

uint32_t address_number(const IpPrefix *range, const IpAddress *address)
{
        uint64_t number = 0;
        for (unsigned i = 0; i < ip_bits(address) / 8; i++) {
                unsigned char above = address->bytes[i] ^ range->first.bytes[i];
                if (number > UINT32_MAX >> 8)
                        return UINT32_MAX;
                number = number << 8 | above;
        }
        return (uint32_t)number;
}

const char *address_special(const IpPrefix *range, const IpAddress *address)
{
        uint32_t number = address_number(range, address);
        if (number == 0)
                return "is the range itself";
        if (number == NETWORK_GATEWAY)
                return "is the host's own";
        return !address->v6 && number == size(range) - 1 ? "is the range's broadcast address" : NULL;
}

void address_own_range(const char *machine_id, IpPrefix *ret)
{
        char text[64] = "coslice network ";
        strncat(text, machine_id, sizeof text - strlen(text) - 1);
        uint64_t h = hash(text);
        *ret = (IpPrefix){.first = {.v6 = true, .bytes = {0xfd}}, .bits = 64};
        for (unsigned i = 1; i < 6; i++, h >>= 8)
                ret->first.bytes[i] = (uint8_t)h;
}

void address_mac(const IpAddress *v4, bool host, uint8_t ret[static MAC_SIZE])
{
        ret[0] = 0x02; /* locally administered, of one */
        ret[1] = host ? 'h' : 'c';
        memcpy(ret + 2, v4->bytes, 4);
}

/* Those of IPv6 have no room in it. */
void address_mac_among_others(const IpAddress *address, uint8_t ret[static MAC_SIZE])
{
        char text[IP_TEXT_MAX];
        ret[0] = 0x02;
        ret[1] = address->v6 ? '6' : 'm';
        memcpy(ret + 2, address->bytes, 4);
        if (!address->v6)
                return;
        ip_format(address, text);
        uint64_t h = hash(text);
        for (unsigned i = 2; i < MAC_SIZE; i++, h >>= 8)
                ret[i] = (uint8_t)h;
}
