/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports of the host that two groups, or one twice, would have. Pure. */
#pragma once

#include "core/contract/network.h"

/* Whether both stand for one place of the rules: the same address, or both all of them, and a port in common.
 * RET_PORT is the first such port. */
bool publishes_meet(const Publish *a, const Publish *b, uint16_t *ret_port);

/* The first of A's that one of B's meets; one and the same network is held against itself. NULL if there is
 * none. */
const Publish *publishes_conflict(const Network *a, const Network *b, uint16_t *ret_port);
