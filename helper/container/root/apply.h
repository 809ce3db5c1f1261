/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Operations carried out, in the mount namespace of the container and before it is let go. Each is checked
 * again on the spot: a target is opened inside the root, by a path whose links can't lead out, and after a
 * mount the same path is opened anew and must lie on that mount, with the flags that were asked for. */
#pragma once

#include "helper/container/plan/operations.h"
#include "helper/container/root/stage.h"

/* Those from BEGIN on and before END, in order; the first failure ends it, and FAILURE names the step. 0 or
 * -errno. */
int apply(const Operations *operations, size_t begin, size_t end, Stage *stage, Failure *failure);
