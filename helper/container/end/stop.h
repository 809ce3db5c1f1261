/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a container is asked to end, where its image says how. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/request/stop.h"

/* Sends the container's main process the signal that the image it was started from wants, SIGTERM if that
 * says none, and waits for its end, as long as it takes: a unit's command is given its time by systemd. 0,
 * also if it has ended already; or -errno with FAILURE. */
int stop(const StopRequest *request, Failure *failure);
