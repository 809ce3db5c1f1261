/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Drop-ins of the static units that all groups with a network have in common: what coslice.network(5) says of
 * them. No group's rendering has them, and no copy of a group that runs. Pure. */
#pragma once

#include "generator/model/definition.h"
#include "generator/plan/plan.h"

/* What the lines of that file come to: of RANGES, as prefix_write() has them, that of IPv4, and of the
 * switches those that are set to no. RET has no file where the static units are right as they are. 0 or
 * -errno. */
int plan_network_units(const ItemList *ranges, const Scalar *forwarding, const Scalar *docker_user,
                       Plan *ret);
