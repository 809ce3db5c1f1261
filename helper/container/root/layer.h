/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container's writable layer, /var/lib/coslice/upper/GROUP/CONTAINER: fresh at each start, gone after the
 * stop. */
#pragma once

#include "core/base/failure.h"
#include "core/io/io.h"
#include "helper/container/root/lowers.h"

#include <stdint.h>

typedef struct Layer {
        int dir_fd; /* GROUP/CONTAINER, 0700: what is below is nobody's to see */
} Layer;

#define LAYER_NULL            \
        {                     \
                .dir_fd = -1, \
        }

/* What is in it, and was made by this start. */
#define LAYER_UPPER   "upper" /* its top has owner and mode of the lower layers' */
#define LAYER_WORK    "work"
#define LAYER_LOWER   "lower"   /* where id-mapped lower layers are attached */
#define LAYER_MERGED  "merged"  /* and where the overlay is */
#define LAYER_SECRETS "secrets" /* where the ramfs is, of a container with secrets */
#define LAYER_IMAGE   "image"   /* and a number: where an image is mounted of which volumes show something */

/* May be called again. */
void layer_done(Layer *layer);
#define _cleanup_layer_ _cleanup_(layer_done)

/* Removes what an earlier start may have left and makes it anew, over LOWERS, for LIMIT bytes (0: as much as
 * there is room). 0 or -errno with FAILURE. */
int layer_make(const char *group, const char *container, const Lowers *lowers, uint64_t limit, Layer *ret,
               Failure *failure);

/* Attaches LOWERS in LAYER's directory, lowers_attach(). 0 or -errno. */
int layer_attach_lowers(const Layer *layer, const Lowers *lowers);

/* The directory over which the overlay is mounted. A descriptor or -errno. */
int layer_make_merged(const Layer *layer);

/* Removes it; 0 if there is none. STEP as for io_remove_tree_stepwise(). 0 or -errno with FAILURE. */
int layer_remove(const char *group, const char *container, IoStep step, void *context, Failure *failure);

/* Removes all of a group's: what the stop of a container did not finish within its StopTimeout=. As above. */
int layer_remove_group(const char *group, IoStep step, void *context, Failure *failure);
