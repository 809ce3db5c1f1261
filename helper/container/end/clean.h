/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container leaves. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/request/clean.h"

/* Waits for its processes, for those of a shared process namespace after killing them, and removes its record
 * and its writable layer. NOTIFY_FD's unit gets time for it; < 0: nobody does. 0 or -errno with FAILURE. */
int clean(const CleanRequest *request, int notify_fd, Failure *failure);
