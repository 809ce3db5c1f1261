/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ids of this host that are not ours to give: those of subuid(5), subgid(5), passwd(5) and group(5), those
 * that are not there, because the host is in a user namespace itself, and what name services know. */
#pragma once

#include "core/base/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct IdRange {
        uint64_t first, n;
} IdRange;

typedef struct IdRanges {
        IdRange *items;
        size_t n;
} IdRanges;

typedef struct ForeignIds {
        IdRanges taken;
        IdRanges there[2]; /* what uid_map and gid_map have */
} ForeignIds;

void foreign_ids_done(ForeignIds *ids);
#define _cleanup_foreign_ids_ _cleanup_(foreign_ids_done)

/* Reads the files; those in /etc that aren't there have none. 0 or -errno with FAILURE. */
int foreign_ids_read(ForeignIds *ret, Failure *failure);

/* Whether one of the USERNS_IDS from BASE on is among them. */
bool foreign_ids_have(const ForeignIds *ids, uint32_t base);

/* Whether this host has any id to give. */
bool foreign_ids_leave_some(const ForeignIds *ids);

/* Whether name services have the first, the last or the thousandth id from BASE on: asked by getent(1), since
 * what answers is code of others. What can't be asked has none. 0, 1 or -errno. */
int foreign_ids_ask(uint32_t base);
