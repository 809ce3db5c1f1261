/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources and ports as sets with intervals hold them: two elements of such a set must have nothing in common,
 * while what a definition says may well overlap. Pure. */
#pragma once

#include "core/contract/network.h"

/* From RANGE to PORTS. */
typedef struct Area {
        IpPrefix range;
        PortRange ports;
} Area;

typedef struct AreaList {
        Area *items;
        size_t n;
} AreaList;

void areas_done(AreaList *list);
#define _cleanup_areas_ _cleanup_(areas_done)

/* Appends AREA. 0 or -ENOMEM. */
int areas_add(AreaList *list, const Area *area);

/* Makes the same of LIST by areas that have nothing in common, in a fixed order. 0 or -ENOMEM. */
int areas_part(AreaList *list);
