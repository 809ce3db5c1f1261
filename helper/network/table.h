/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's table of rules, network.nft, and in it what groups have. */
#pragma once

#include "helper/network/netrecord.h"
#include "helper/network/nft.h"
#include "helper/network/plan/lent.h"

/* Puts NETWORK's elements there. 0; 1: the table, or one of its sets, isn't there; -EEXIST with FAILURE:
 * something that it publishes is there already; or -errno with FAILURE. All or nothing. */
int table_add(Nft *nft, const Network *network, Failure *failure);

/* Removes those that are there, as far as they are this group's. 0, also if there is no table; or -errno with
 * FAILURE. */
int table_remove(Nft *nft, const Network *network, Failure *failure);

/* Makes the table anew, with LENT and what all of RECORDS have. What two of them publish is the first's; that
 * is said on standard error. 0 or -errno with FAILURE, and all is as it was. */
int table_load(Nft *nft, const NetRecordList *records, const Lent *lent, Failure *failure);

/* Puts LENT into it. 0 or -errno with FAILURE. */
int table_lend(Nft *nft, const Lent *lent, Failure *failure);

/* Removes it; 0 if there is none. 0 or -errno with FAILURE. */
int table_unload(Nft *nft, Failure *failure);
