/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Images that a container shows as volumes. Each is mounted once, in the directory of the container's
 * writable layer, whatever parts of it are seen where. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/request/run.h"
#include "helper/container/root/stage.h"

/* Mounts the images of REQUEST's volumes, as the group has pinned them, with its ids; the writable layer is
 * there. 0 or -errno with FAILURE. */
int imagevolumes_mount(const RunRequest *request, Stage *stage, Failure *failure);

/* What the image KEY of them has in it: its top, the stage's; or -ENOENT. */
int imagevolume_find(const Stage *stage, const char *key);
