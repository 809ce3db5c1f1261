/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* That a group needs the host's rules for networks, where it outlives a daemon-reload in which the generator
 * can't run: the sandbox's Wants=coslice-network.service as a link, systemd.unit(5). Without it the rules
 * would go, for nobody else needs them. */
#pragma once

#include "core/base/failure.h"

/* Makes it, for GROUP, if it isn't there. 0 or -errno with FAILURE. */
int wants_add(const char *group, Failure *failure);

/* Removes it; 0 if there is none. What others have beside it stays. The same. */
int wants_remove(const char *group, Failure *failure);
