/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/ipaddress.h"

#include "core/base/number.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

int ip_read(const char *text, IpAddress *ret)
{
        IpAddress address = {.v6 = strchr(text, ':') != NULL};
        if (inet_pton(address.v6 ? AF_INET6 : AF_INET, text, address.bytes) != 1)
                return -EINVAL;
        *ret = address;
        return 0;
}

void ip_format(const IpAddress *address, char ret[static IP_TEXT_MAX])
{
        inet_ntop(address->v6 ? AF_INET6 : AF_INET, address->bytes, ret, IP_TEXT_MAX);
}

bool ip_equal(const IpAddress *a, const IpAddress *b)
{
        return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, ip_bits(a) / 8) == 0;
}

bool ip_is_loopback(const IpAddress *address)
{
        static const uint8_t one[16] = {[15] = 1};
        return address->v6 ? memcmp(address->bytes, one, sizeof one) == 0 : address->bytes[0] == 127;
}

bool ip_is_unicast(const IpAddress *address)
{
        static const uint8_t none[16];
        if (memcmp(address->bytes, none, ip_bits(address) / 8) == 0)
                return false;
        return address->bytes[0] < (address->v6 ? 0xff : 224);
}

/* Clears all but the first BITS, and says whether one of them was set. */
static bool clear_behind(IpAddress *address, unsigned bits)
{
        uint8_t cleared = 0;
        for (unsigned i = 0; i < ip_bits(address) / 8; i++) {
                unsigned kept = bits <= i * 8 ? 0 : bits >= i * 8 + 8 ? 8 : bits - i * 8;
                uint8_t mask = (uint8_t)(0xff >> kept);
                cleared |= address->bytes[i] & mask;
                address->bytes[i] &= (uint8_t)~mask;
        }
        return cleared;
}

int ip_read_in_network(const char *text, IpAddress *ret, unsigned *ret_bits)
{
        char word[IP_TEXT_MAX];
        size_t n = strcspn(text, "/");
        uint64_t bits = 0;
        if (n >= sizeof word)
                return -EINVAL;
        memcpy(word, text, n);
        word[n] = '\0';
        IpAddress address;
        if (ip_read(word, &address) < 0 ||
            (text[n] && (number_parse(text + n + 1, ip_bits(&address), &bits) != 0 || bits == 0)))
                return -EINVAL;
        *ret = address;
        *ret_bits = (unsigned)bits;
        return 0;
}

int prefix_read(const char *text, IpPrefix *ret, const char **ret_why)
{
        char address[IP_TEXT_MAX];
        size_t n = strcspn(text, "/");
        uint64_t bits;
        IpPrefix prefix;
        *ret_why = "expected an address or a range of them, like 192.0.2.7, 10.0.0.0/8 or fd00::/8";
        if (n >= sizeof address)
                return -EINVAL;
        memcpy(address, text, n);
        address[n] = '\0';
        if (ip_read(address, &prefix.first) < 0)
                return -EINVAL;
        bits = ip_bits(&prefix.first);
        if (text[n] && number_parse(text + n + 1, bits, &bits) != 0)
                return -EINVAL;
        prefix.bits = (unsigned)bits;
        *ret_why = "bits behind the range's are set: expected 0 in their place, as in 10.0.0.0/8";
        if (clear_behind(&prefix.first, prefix.bits))
                return -EINVAL;
        *ret = prefix;
        return 0;
}

int prefix_write(const IpPrefix *prefix, StrBuf *ret)
{
        char text[IP_TEXT_MAX];
        ip_format(&prefix->first, text);
        return strbuf_addf(ret, "%s/%u", text, prefix->bits);
}

bool prefix_contains(const IpPrefix *prefix, const IpAddress *address)
{
        if (prefix->first.v6 != address->v6)
                return false;
        IpAddress first = *address;
        clear_behind(&first, prefix->bits);
        return ip_equal(&first, &prefix->first);
}

bool prefixes_overlap(const IpPrefix *a, const IpPrefix *b)
{
        return prefix_contains(a, &b->first) || prefix_contains(b, &a->first);
}

IpAddress prefix_at(const IpPrefix *prefix, uint32_t n)
{
        IpAddress address = prefix->first;
        for (unsigned i = ip_bits(&address) / 8; n > 0; n >>= 8)
                address.bytes[--i] |= (uint8_t)n;
        return address;
}

IpPrefix prefix_around(const IpAddress *address, unsigned bits)
{
        IpPrefix prefix = {*address, bits};
        clear_behind(&prefix.first, bits);
        return prefix;
}

IpAddress prefix_last(const IpAddress *address, unsigned bits)
{
        IpAddress last = *address;
        for (; bits < ip_bits(address); bits++)
                last.bytes[bits / 8] |= (uint8_t)(0x80 >> bits % 8);
        return last;
}

bool prefix_keeps(const IpPrefix *prefix, const IpAddress *address)
{
        if (prefix->bits + 1 >= ip_bits(address))
                return false;
        const IpAddress last = prefix_last(&prefix->first, prefix->bits);
        return ip_equal(address, &prefix->first) || (!address->v6 && ip_equal(address, &last));
}
