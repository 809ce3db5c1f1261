/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A whole image: from blobs to the store. */
#pragma once

#include "core/contract/imagerecord.h"
#include "helper/image/store/store.h"

/* What is told while it goes on. */
typedef struct UnpackState {
        size_t layer, n_layers; /* that is unpacked, from 1 on */
        uint64_t bytes, size;   /* of it: read, and all, as it is compressed */
        bool waits;             /* for somebody else who makes the same layer */
} UnpackState;
typedef void (*UnpackProgress)(void *context, const UnpackState *state);

typedef struct UnpackJob {
        int blobs_fd;            /* a folder in which blobs have HEX as their names */
        const StrVec *blobs;     /* HEX of layers, the lowest first */
        const StrVec *diff_ids;  /* ... of what is in them, uncompressed */
        const StrVec *kept;      /* HEX of blobs that the store keeps as they are: manifests, configuration */
        const char *key;         /* of the name under which it is ready then, or NULL */
        UnpackProgress progress; /* or NULL */
        void *context;
} UnpackJob;

/* Unpacks what isn't there, and publishes all of it in the end: layers, the image RECORD->digest, whose
 * record is RECORD, of which this fills in max_id and log_links, and the name. The process: layer.h.
 * What is there of it after an error, or if it is killed, counts for nothing but layers that are whole. 0 or
 * -errno with FAILURE, which names the layer. */
int unpack_image(const Store *store, const UnpackJob *job, ImageRecord *record, Failure *failure);
