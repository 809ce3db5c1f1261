/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a process has of whoever started it, and no container gives it: priorities, processors. A program in a
 * container has the container's, not those of a shell. */
#pragma once

#include "core/base/failure.h"

#include <sys/types.h>

/* Makes PID in these like LIKE, processes of the host. 0 or -errno with FAILURE. */
int alike_make(pid_t pid, pid_t like, Failure *failure);
