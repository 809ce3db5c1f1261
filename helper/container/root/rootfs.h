/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container's lower layers are. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/request/run.h"
#include "helper/container/root/image.h"

/* Opens the root directory of REQUEST, or the layers of its image, of IMAGE, and adds them to RET. 0 or
 * -errno with FAILURE. */
int rootfs_open(const RunRequest *request, const ImageRecord *image, Lowers *ret, Failure *failure);

/* Of LOWERS, those of REQUEST, detached mounts are left, whose ids are those of the container. As above. */
int rootfs_map(const RunRequest *request, Lowers *lowers, int userns_fd, Failure *failure);
