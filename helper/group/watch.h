/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The loop of `started` and `stopped`: look at the group's units, act, wait for a job to end, look again. */
#pragma once

#include "core/pid1/manager.h"

/* What a look at the units answers, beside < 0. */
enum {
        WATCH_DONE = 0, /* nothing to wait for */
        WATCH_WAIT = 1,
};

/* Looks with LOOK(MANAGER, UNITS, DATA) until it is done twice in a row, and gives the list of the last look
 * to RET: a property is read after the list and can be newer than it, so a verdict needs a list that is newer
 * than what ended the wait. FAILED as for manager_wait(). 0, or < 0 of the manager or of LOOK. */
typedef int (*WatchLook)(Manager *manager, UnitList *units, void *data);
int watch_units(Manager *manager, const Group *group, WatchLook look, void *data, bool *failed,
                UnitList *ret);
