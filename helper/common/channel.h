/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The conversation of the helper with a child that sets something up, a container or a group's namespaces:
 * the child says that it is set up, or what failed; the helper says go. When one end is gone the other one
 * gives up. */
#pragma once

#include "core/base/failure.h"
#include "helper/common/patience.h"

#include <stddef.h>

/* A pair of connected ends. 0 or -errno. */
int channel_open(int *ret_parent, int *ret_child);

/* The child: everything is ready. 0 or -errno. */
int channel_say_ready(int fd);
/* The child: it goes on, and takes long. */
void channel_say_more(int fd);
/* The child: FAILURE ends it. Nothing is left to do if even that can't be said. */
void channel_say_failed(int fd, const Failure *failure);
/* The child: hands N descriptors over, CHANNEL_FDS_MAX at most; they stay open here. 0 or -errno. */
int channel_hand_over(int fd, const int *fds, size_t n);
#define CHANNEL_FDS_MAX 3
/* The child waits for the helper's word: 0, or -errno, -EPIPE if the helper is gone. */
int channel_wait_go(int fd);

/* The helper waits for the child's word: 0 if it is ready, -errno with FAILURE if not. WHAT and STEP are for
 * a child that is gone without a word: what it was to set up, and, in memory that it writes to, what it was
 * at. PATIENCE is asked for as long as the child says that it goes on; NULL: there is none. */
#define CHANNEL_KILLED "the process that sets %s up was killed at: %s"
int channel_wait_ready(int fd, const char *what, const char *step, Patience *patience, Failure *failure);
/* The helper waits for N descriptors, by channel_hand_over(), in RET; otherwise the same. */
int channel_take_over(int fd, const char *what, const char *step, Patience *patience, int *ret, size_t n,
                      Failure *failure);
/* The helper: go. 0 or -errno. */
int channel_say_go(int fd);
