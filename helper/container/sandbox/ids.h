/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which ids of the host are a group's: a range of USERNS_IDS for each, found by the group's name and kept in
 * COSLICE_IDS_DIR, so that it is the same one at each start; nothing on a disk depends on it, so a range that
 * somebody else has meanwhile is exchanged for another one. */
#pragma once

#include "core/base/failure.h"

#include <stdint.h>

/* The first id of GROUP's range, which is claimed if it has none. To be called with pins_lock() held. 0 or
 * -errno with FAILURE. */
int ids_claim(const char *group, uint32_t *ret_base, Failure *failure);

/* The range that GROUP has claimed. 0; -ENOENT: none; or -errno. */
int ids_find(const char *group, uint32_t *ret_base);
