/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is mounted in the root file system in the end, held against what was asked for: one look at the
 * kernel's table instead of several at each mount. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/root/stage.h"

/* MOUNT is to be there in the end; its target is copied. 0 or -ENOMEM. */
int mounted_expect(Stage *stage, const StageMount *mount);

/* The same for MOUNT_FD, which was just attached at TARGET, by its id. EXACT: at TARGET itself, with nothing
 * over it, rather than wherever links of the image lead from there. 0 or -errno. */
int mounted_expect_fd(Stage *stage, int mount_fd, const char *target, uint64_t attributes, bool exact);

/* Once the root is entered: every mount that is expected is there as it should be, and no other one but below
 * volumes, which bring what is mounted in them. 0 or -errno with FAILURE. */
int mounted_check(const Stage *stage, Failure *failure);
