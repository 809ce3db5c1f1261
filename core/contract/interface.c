/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of interfaces. */
#include "core/base/hash.h"
#include "core/base/strbuf.h"
#include "core/contract/network.h"

#include <stdio.h>
#include <string.h>

void network_interface(const char *group, char ret[static INTERFACE_SPACE])
{
        static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
        size_t room = INTERFACE_SPACE - sizeof NETWORK_PREFIX;
        if (strlen(group) <= room) {
                snprintf(ret, INTERFACE_SPACE, NETWORK_PREFIX "%s", group);
                return;
        }
        int n = snprintf(ret, INTERFACE_SPACE, NETWORK_PREFIX "%.7s", group);
        uint32_t h = hash_fnv32(group);
        for (; n < INTERFACE_SPACE - 1; n++, h /= sizeof digits - 1)
                ret[n] = digits[h % (sizeof digits - 1)];
        ret[n] = '\0';
}

/* 0xa0 is a blank to the kernel, which takes each byte for a letter of Latin-1. */
bool interface_is_valid(const char *name)
{
        size_t n = strlen(name);
        return n > 0 && n < INTERFACE_SPACE && !streq(name, ".") && !streq(name, "..") &&
               strcspn(name, "/: \t\n\v\f\r\xa0") == n;
}
