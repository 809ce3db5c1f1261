/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Groups that run, and the copy that each has of its rendering: its sandbox made it, in /run/coslice/state.
 */
#pragma once

#include "core/base/strbuf.h"
#include "generator/edge/emit.h"

/* Names of the groups that run, sorted; none if STATE_DIR isn't there. 0 or -errno. */
int running_groups(const char *state_dir, StrVec *ret);

/* Opens the copy of NAME's rendering. A descriptor, -ENOENT if the group doesn't run, or -errno. */
int running_open_copy(const char *state_dir, const char *name);

/* Whether the sandbox of GROUP, which runs and whose copy is COPY_FD, or its init was made by other command
 * lines than PLAN, the group's new rendering, has for it, or one of both has an init: 1; 0, also where the
 * copy says nothing of a sandbox; or -errno. */
int running_is_outdated(int copy_fd, const char *group, const Plan *plan);

/* Makes of PLAN, NAME's new rendering, what the group keeps of it until it stops (plan_keep()). 0; -ENOENT,
 * with PLAN as it was, if the group stopped meanwhile; -errno. */
int running_keep_started(const char *state_dir, const char *name, int copy_fd, Plan *plan);

/* For each container in the copy that PLAN, the group's new rendering, no longer has: a drop-in that lets it
 * run on but not be started by hand. DEFINITION: base name of the file, for the words. 0 or -errno. */
int running_keep_dropped(const Output *output, int copy_fd, const char *group, const char *definition,
                         const Plan *plan);

/* Puts NAME's rendering in OUTPUT over the group's copy, which keeps what the rendering no longer has; the
 * exchange is one rename. 0, -ENOENT if the group stopped meanwhile, or -errno. */
int running_refresh_copy(const Output *output, const char *state_dir, const char *name);
