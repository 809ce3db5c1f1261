/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The filter for system calls, loaded. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/filter/filter.h"

/* From here on the process and all that comes of it have the calls that FILTER lets through. It takes
 * no_new_privs or CAP_SYS_ADMIN. 0 or -errno with FAILURE. */
int seccomp_load(const Filter *filter, Failure *failure);
