/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container's resolv.conf(5): what the host has, and what the definition says. Pure. */
#pragma once

#include "core/contract/lookup.h"

/* Appends the lines of TEXT, but for name servers that a group doesn't reach: on the host's loopback (a
 * resolver of its own listens there) or on a link of its own (fe80::…%eth0); and, without V6, those of IPv6.
 * *RET_SERVERS: how many are left. 0 or -ENOMEM. */
int resolvconf_filter(const char *text, bool v6, StrBuf *ret, size_t *ret_servers);

/* What is to be in place of what a text says; of what is empty that stays. Borrowed. */
typedef struct ResolvWish {
        const ServerList *servers;
        const StrVec *searches, *options;
} ResolvWish;

/* Appends TEXT with what WISH has in place of its own. 0 or -ENOMEM. */
int resolvconf_settle(const char *text, const ResolvWish *wish, StrBuf *ret);
