/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The directory that becomes a container's lower layer. */
#pragma once

#include "helper/container/request/run.h"

/* Opens the root directory of REQUEST. A descriptor (O_PATH), or -errno with FAILURE. */
int rootfs_open(const RunRequest *request, Failure *failure);

/* A detached mount of it, ROOTFS_FD, whose ids are those of the container. As above. */
int rootfs_map(const RunRequest *request, int rootfs_fd, int userns_fd, Failure *failure);
