/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a layer is written: an overlay of those below it, with the options that it is mounted with at a
 * start. So the kernel makes the whiteouts and opaque marks that it will read there. */
#pragma once

#include "core/base/failure.h"

#include <stdbool.h>
#include <stddef.h>

#define OVERLAY_LAYERS_MAX 128

typedef struct Overlay {
        int tree_fd; /* what the layer is written to */
        int own_fd;  /* what is written alone, in a mount that leads nowhere else; < 0 for the lowest */
        int dir_fd;  /* not its own */
        bool is_mounted;
} Overlay;

#define OVERLAY_NULL                                                  \
        {                                                             \
                .tree_fd = -EBADF, .own_fd = -EBADF, .dir_fd = -EBADF \
        }

/* In DIR_FD makes the tree NAME for a layer above BELOW, the lowest first, and mounts them; the lowest is
 * written as it is. 0 or -errno with FAILURE. */
int overlay_make(int dir_fd, const char *name, const int *below, size_t n_below, Overlay *ret,
                 Failure *failure);

/* Unmounts it, and removes all but the tree. 0 or -errno with FAILURE. */
int overlay_end(Overlay *overlay, Failure *failure);

/* The same for what has failed: nothing is told. */
void overlay_done(Overlay *overlay);
#define _cleanup_overlay_ _cleanup_(overlay_done)
