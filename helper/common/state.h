/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Our directories on the host, below /run/coslice and /var/lib/coslice, which nobody but root may enter. */
#pragma once

#include "core/io/io.h"

/* Opens NAME (NULL: none) in DIR, one of the COSLICE_…_DIR; missing directories are made, 0700 or as the
 * units need it. A descriptor or -errno. */
int state_open(const char *dir, const char *name);

/* Removes NAME in DIR with all that is in it; 0 if there is none. STEP (or NULL), 0 or -errno as for
 * io_remove_tree_stepwise(). */
int state_remove(const char *dir, const char *name, IoStep step, void *context);
