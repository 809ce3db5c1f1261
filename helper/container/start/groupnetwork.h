/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What containers see of their group's own network. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/plan/operations.h"

/* Reads the record of GROUP's network, and where the host asks for names. Asked on the host, before anything
 * of the group is joined. 0 or -errno with FAILURE: there is no record, and so no network. */
int groupnetwork_find(const char *group, NetworkSight *ret, Failure *failure);
