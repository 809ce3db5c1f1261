/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a sandbox holds in memory: the network and IPC namespaces of a group, its shared memory and its
 * volumes in memory, pinned (pins.h). */
#pragma once

#include "helper/common/groupids.h"
#include "helper/container/request/sandbox.h"

/* Makes them, with the ids IDS, and pins them, in place of what the group had before. This process may be in
 * the group's namespaces afterwards. STEP, of step.h: what it is at. 0 or -errno with FAILURE. */
int pinned_make(const SandboxRequest *request, const GroupIds *ids, char *step, Failure *failure);

/* Removes all pins of GROUP; 0 if there is none. 0 or -errno with FAILURE. */
int pinned_remove(const char *group, Failure *failure);
