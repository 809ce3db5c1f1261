/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ExecReload= of coslice-log@GROUP.service: pipes that were made since it was started are read, too. */
#pragma once

#include "core/base/failure.h"

/* Tells the service's main process to look for pipes of GROUP, and waits until it reads all that a container
 * could be started with. 0 or -errno with FAILURE. */
int reload_pipes(const char *group, Failure *failure);
