/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One layer: from a blob to a folder of the store. Between the blob, which a registry has sent, and the tree
 * there are two processes that are confined: one decompresses, and knows of no file; one reads the archive
 * and writes to an overlay of the layers below. What goes from one to the other passes through this one,
 * which makes the digest of it and understands nothing else: so a layer has the content that its name says,
 * whatever happens in the other two. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/imagedigest.h"
#include "helper/image/layer/counts.h"

#include <sys/types.h>

/* In the folder of a layer. */
#define LAYER_TREE "fs"

/* What is told while it goes on: bytes of the blob that were read. */
typedef void (*LayerProgress)(void *context, uint64_t bytes);

typedef struct LayerJob {
        int dir_fd;          /* an empty folder, which gets LAYER_TREE and LAYER_COUNTS_FILE */
        int blob_fd;         /* a regular file, at its start */
        const char *diff_id; /* HEX: of what is in it, uncompressed */
        const int *below;    /* trees of the layers below, the lowest first */
        size_t n_below;
        uint64_t entries_max;   /* that the image may still have */
        LayerProgress progress; /* or NULL */
        void *context;
} LayerJob;

/* Makes the layer. The process must have one thread and a mount namespace of its own, in which nothing is
 * shared with others. 0, or -errno with FAILURE: then whatever is in the folder counts for nothing. */
int layer_make_tree(const LayerJob *job, LayerCounts *ret, Failure *failure);
