/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a container's /etc/hosts. Pure. */
#pragma once

#include "helper/container/plan/operations.h"

/* Appends it: the group's own name, at its address or the loopback's; localhost, and the group's containers
 * with it; the host; and what REQUEST adds. 0 or -ENOMEM. */
int hosts_write(const RunRequest *request, const NetworkSight *network, StrBuf *ret);
