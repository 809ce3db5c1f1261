/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Programs of the host that listen where something is to be published: connections would never get to them,
 * or, by other addresses, to the group. */
#pragma once

#include "core/contract/network.h"

/* Tries each port of PUBLISH. 0: nobody listens there; 1: somebody does at RET_PORT; 2: nobody, but its
 * address is none of the host's now; or -errno. */
int listener_find(const Publish *publish, uint16_t *ret_port);
