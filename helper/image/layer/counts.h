/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is counted while a layer is unpacked, and its file in the store, LAYER/size: fields NAME=VALUE, each
 * with a NUL. Pure. */
#pragma once

#include "core/base/strbuf.h"

#include <stdint.h>

#define LAYER_COUNTS_FILE "size"
#define LAYER_COUNTS_MAX  4096 /* bytes of that file */

/* Of all layers of an image. */
#define LAYER_ENTRIES_MAX      4000000
#define LAYER_ENTRIES_MAX_TEXT "4000000"

typedef struct LayerCounts {
        uint64_t bytes;    /* on disk, in blocks of 4 KiB; without what is above a folder's first block */
        uint64_t entries;  /* of its archive */
        uint64_t left_out; /* extended attributes, ACLs and flags of files */
        uint64_t devices;  /* which are left out, too */
        uint32_t max_id;   /* the largest user or group id */
        bool log_links;    /* logname.h: a program of it opens standard output by a name */
} LayerCounts;

/* Appends the file. 0 or -ENOMEM. */
int layer_counts_write(const LayerCounts *counts, StrBuf *ret);

/* Reads it, strictly. 0 or -EBADMSG. */
int layer_counts_read(const char *text, size_t size, LayerCounts *ret);

/* Whether these can be: for what another process has counted. */
bool layer_counts_are_valid(const LayerCounts *counts);
