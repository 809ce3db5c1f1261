/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which group has which address, COSLICE_ADDRESSES_DIR: a claim is a link ADDRESS → GROUP, made or not, never
 * half. It stays when the group stops, so that each group has its own for good. */
#pragma once

#include "core/contract/network.h"

/* Claims addresses for GROUP in RANGES, whose IPv4 range is there: those of ASKED, or the one that follows
 * from its name and is nobody else's. RET has one of IPv4, and of IPv6 if RANGES has. 0; -EINVAL or -errno
 * with FAILURE, where ASKED can't be had or all are taken. */
int claim_addresses(const char *group, const GroupRanges *ranges, const GroupAddresses *asked,
                    GroupAddresses *ret, Failure *failure);
