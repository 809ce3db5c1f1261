/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of what our directories below /var/lib/coslice hold, project.h, and what to do where there can be
 * none. */
#pragma once

#include "core/io/io.h"

#include <stdint.h>

/* Lets DIR_FD, found by NAME among others, hold BYTES; 0: as much as there is room. What is in it is counted
 * first, for which STEP (or NULL) is as for io_remove_tree_stepwise(). 0 or -errno, for storagelimit_error().
 */
int storagelimit_set(int dir_fd, const char *name, uint64_t bytes, IoStep step, void *context);

/* Whether what we have put in it ourselves, whom a limit may not be for, is within it. 0; -EDQUOT: it isn't;
 * or -errno. */
int storagelimit_check(int dir_fd);

/* Why a limit can't be set, and what to do about it. */
const char *storagelimit_error(int error);
