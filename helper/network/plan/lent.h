/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Forwarding that the host does for groups alone: which interfaces had none before. What comes in by them
 * goes to groups, as an answer, or where rules of the host's own lead it, and is else dropped, as it was
 * before. Pure. */
#pragma once

#include "core/base/strbuf.h"

typedef struct Lent {
        bool refused;      /* nothing is: it is the administrator's */
        StrVec links[2];   /* names, of IPv4 and of IPv6 */
        bool all6;         /* IPv6 was switched on for all, where kernels know no other way */
        StrVec advertised; /* whose accept_ra was 1, and is 2 since then */
} Lent;

void lent_done(Lent *lent);
#define _cleanup_lent_ _cleanup_(lent_done)

/* Whether rules can speak of an interface of that name. */
bool lent_can_name(const char *interface);

/* TEXT, as lent_write() writes it: "ipv4 eth0", a line each, or "no". 0; -EINVAL or -ENOMEM, and RET is
 * unchanged. */
int lent_read(const char *text, Lent *ret);
/* Appends it. 0 or -ENOMEM. */
int lent_write(const Lent *lent, StrBuf *ret);

/* Appends the commands that put LENT into the sets of network.nft, in which may be others. 0 or -ENOMEM. */
int lent_write_elements(const Lent *lent, StrBuf *ret);
