/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What containers see of their group's network in files. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/plan/operations.h"

/* Finds it for REQUEST: what the record of the group's own network says, and where the host asks for names.
 * Asked on the host, before anything of the group is joined. 0 or -errno with FAILURE, also where there is no
 * record, and so no network. */
int sight_find(const RunRequest *request, NetworkSight *ret, Failure *failure);
