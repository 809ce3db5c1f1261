/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group keeps while it runs: where its sandbox holds something else than the definition has by now,
 * the containers can only be restarted by the commands that they were started with. Only limits can be
 * changed then. Pure. */
#pragma once

#include "generator/plan/plan.h"

/* What is said of it, with "restart the group: " in front. */
#define KEPT_WHY "its namespaces, volumes and images are of an earlier definition or version"

/* Whether the sandbox is made by other command lines in FRESH than in OLD, two texts of its drop-in. An
 * earlier version of coslice has others as well. */
bool kept_is_outdated(const char *old, const char *fresh);

/* Appends OLD, the unit of a container, with FRESH's limits: the lines of [Service] that systemd applies to
 * what runs. 0 or -ENOMEM. */
int kept_limits(const char *old, const char *fresh, StrBuf *ret);

/* Makes of PLAN, a definition's, what a running group keeps of it. OLD: for each file of PLAN its text in the
 * group's copy, or NULL, where it goes: what came since comes with the next start. The links stay, and so do
 * the drop-ins of images, which are no part of what runs: only a start of the sandbox pulls them in. 0, or
 * -ENOMEM with PLAN in between. */
int plan_keep(Plan *plan, char *const *old);

/* The drop-ins by which group and sandbox of NAME say that they need a restart, and by which that takes the
 * new definition. 0 or -errno. */
int plan_outdated(const char *name, Plan *ret);
