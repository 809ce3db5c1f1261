/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls that a container's start and end take once its filter is there: a profile without them is of no
 * container. */
#pragma once

#include "helper/seccomp/compile.h"

#include <stdbool.h>

/* Whether PROGRAM, of the architecture ARCH, allows them; NEW_PRIVILEGES: it is loaded before the process
 * becomes the user, since no_new_privs is off. 0; -EINVAL with FAILURE, which names the first that it
 * refuses. */
int needed_check(const Program *program, uint32_t arch, bool new_privileges, Failure *failure);
