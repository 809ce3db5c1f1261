/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's resolv.conf(5), for a group that has an address of its own. Pure. */
#pragma once

#include "core/base/strbuf.h"

/* Appends the lines of TEXT, but for name servers that a group doesn't reach: on the host's loopback (a
 * resolver of its own listens there) or on a link of its own (fe80::…%eth0); and, without V6, those of IPv6.
 * *RET_SERVERS: how many are left. 0 or -ENOMEM. */
int resolvconf_filter(const char *text, bool v6, StrBuf *ret, size_t *ret_servers);
