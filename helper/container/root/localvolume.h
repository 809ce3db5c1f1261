/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes of Type=local, localvolume.h of the contract, which begin with what the first container's image has
 * where it mounts them. */
#pragma once

#include "helper/container/root/stage.h"

/* Opens the data of OPERATION's volume (O_PATH). Where it isn't there it is made, once, whoever else starts
 * at the same time: with content and owner of what STAGE's root has at the target, if all of the volume is to
 * be seen there. RET_MADE: it is empty, nothing has been said of its owner so far, and the image has nothing
 * there that would. To be called as the host; it returns so. A descriptor; or -errno, with WHY
 * (MOUNT_WHY_MAX) where there are better words. */
int localvolume_open(const Operation *operation, Stage *stage, bool *ret_made, char *why);
