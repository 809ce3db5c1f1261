/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The directory that becomes a container's lower layer. */
#pragma once

#include "helper/container/request/run.h"

/* Opens the root directory of REQUEST. A descriptor (O_PATH), or -errno with FAILURE. */
int rootfs_open(const RunRequest *request, Failure *failure);
