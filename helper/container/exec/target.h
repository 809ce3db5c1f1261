/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process of a container that is joined: of the start that the record tells of, and of no other. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/record/record.h"

#include <stdbool.h>

/* Where this process must be, so that what it starts has the container's limits: in a session of CONTAINER,
 * a scope of its name in the slice of its group. 0 or -errno with FAILURE. */
int target_check_scope(const char *group, const char *container, Failure *failure);

/* A pidfd for the process that RECORD names, if it is still that one and in the control group of CONTAINER's
 * unit; or -errno with FAILURE, that of target_ended() if it is not. */
int target_open(const Record *record, const char *group, const char *container, Failure *failure);

/* Whether that process has ended, or does so within PATIENCE_MS. One that ends waits for whatever is in its
 * process namespace. */
bool target_is_gone(int pidfd, int patience_ms);
#define TARGET_PATIENCE_MS 500

/* Says so. Returns -ESRCH. */
int target_ended(const char *group, const char *container, Failure *failure);
