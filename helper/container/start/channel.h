/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The conversation of the helper with the child that sets a container up: the child says that it is set up,
 * or what failed; the helper says go. When one end is gone the other one gives up. */
#pragma once

#include "core/base/failure.h"

/* A pair of connected ends. 0 or -errno. */
int channel_open(int *ret_parent, int *ret_child);

/* The child: everything is ready. 0 or -errno. */
int channel_say_ready(int fd);
/* The child: FAILURE ends it. Nothing is left to do if even that can't be said. */
void channel_say_failed(int fd, const Failure *failure);
/* The child waits for the helper's word: 0, or -errno, -EPIPE if the helper is gone. */
int channel_wait_go(int fd);

/* The helper waits for the child's word: 0 if it is ready, -errno with FAILURE if not. STEP, in memory that
 * the child writes to, is what a child was at that is gone without a word. */
int channel_wait_ready(int fd, const char *step, Failure *failure);
/* The helper: go. 0 or -errno. */
int channel_say_go(int fd);
