/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Containers restarted all at once, so that systemd keeps their order, and looked at until it shows whether
 * they run. */
#pragma once

#include "core/pid1/manager.h"

/* For how long a container must run to be taken for one that does. */
#define RESTARTING_SECONDS 5

/* Restarts those containers of GROUP that run and are CHOSEN, one for each, and waits until they were READY
 * and have run for RESTARTING_SECONDS since; one that ends well before that has done so. Sets CHOSEN to false
 * of those that didn't run. 0; 1 with what is wrong with the first that fails in WHY, in which others' text
 * may have unprintable characters; or -errno. */
int restarting_run(Manager *manager, const Group *group, bool *chosen, StrBuf *why);

/* The same of its coslice-log@.service, if that runs: it reads pipes that have come. */
int restarting_log(Manager *manager, const Group *group);
