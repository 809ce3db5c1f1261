/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Our directories on the host, below /run/coslice and /var/lib/coslice, which nobody but root may enter. */
#pragma once

#include "core/base/failure.h"
#include "core/io/io.h"

/* Opens NAME (NULL: none) in DIR, one of the COSLICE_…_DIR; missing directories are made, 0700 or as the
 * units need it. A descriptor or -errno. */
int state_open(const char *dir, const char *name);

/* FAILURE: DIR can't be opened or made, by ERROR. Returns -errno. A service to which all else is read-only
 * can't make it: it has it only if it was there when the service was started. */
int state_fail(const char *dir, int error, Failure *failure);

/* Removes NAME in DIR with all that is in it; 0 if there is none. STEP (or NULL), 0 or -errno as for
 * io_remove_tree_stepwise(). */
int state_remove(const char *dir, const char *name, IoStep step, void *context);
