/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which images groups have, as units say: those that the generator made of definitions, and the copies of
 * groups that run. Definitions themselves are never read here: what systemd starts is what it has read. */
#pragma once

#include "core/base/failure.h"
#include "helper/image/inventory/inventory.h"

/* Adds to INVENTORY which names of images groups have. DOUBTS gets a sentence for each definition whose
 * images can't be told by that: it has mistakes, so that there are no units of it; or systemd has not read it
 * as it is now. NULL: it is not asked for. 0 or -errno with FAILURE. */
int uses_find(Inventory *inventory, StrVec *doubts, Failure *failure);
