/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who reaches what, where a group has a network of its own. */
#pragma once

#include "core/base/diag.h"
#include "generator/model/definition.h"

/* Addresses, ports and ranges of DEF against each other: what is there twice or contradicts itself is an
 * error; a port that is open already, and one at which no container listens, are warned of. 0 or -ENOMEM. */
int reach_check(const Definition *def, DiagList *diags);
