/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trees that were filled before they had a limit. */
#pragma once

#include "core/io/io.h"

/* Counts all that is below TOP_FD with it, project.h, whoever writes there meanwhile, and completes it: what
 * is made in a directory after it has joined is counted anyway, so each comes before what is in it. Killed,
 * it begins anew. STEP (or NULL) as for io_remove_tree_stepwise(). 0 or -errno. */
int projecttree_join(int top_fd, IoStep step, void *context);
