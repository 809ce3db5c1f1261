/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How full a file system may get by images: 1 GiB and 5 % stay free, of its files' numbers 5 %. Groups that
 * run need it more than one that is to start, and a layer is as large as whoever made it likes. */
#pragma once

#include "core/base/failure.h"

#include <stdint.h>

/* Whether MORE bytes can be written to the file system of FD. 0; -ENOSPC or -errno with FAILURE. */
int space_check(int fd, uint64_t more, Failure *failure);
