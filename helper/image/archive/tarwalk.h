/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A second pair of eyes for tar: walks over the bytes that libarchive gets, and knows of each entry where it
 * begins, its name, what it leads to and how much data it has. Readers of tar differ in what they make of an
 * archive that contradicts itself (CVE-2025-62518 and the like), so one that can be read in two ways is
 * refused, and so is one that libarchive reads in another way than this. It is strict: ustar, pax, GNU and
 * plain old headers with right sums, nothing behind the end. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

#define TAR_BLOCK 512

/* One entry. */
typedef struct TarEntry {
        uint64_t start; /* of its first header, in bytes from the start */
        char type;     /* '0' file, '1' hard link, '2' symbolic link, '3' '4' devices, '5' folder, '6' FIFO */
        unsigned mode; /* permissions alone; libarchive's are those of an ACL, if there is one */
        uint64_t size; /* bytes of data */
        bool sparse;   /* the file is larger than that */
        char *name;    /* this and the next: the one who takes it frees them */
        char *target;  /* of links; else NULL */
} TarEntry;

void tar_entry_done(TarEntry *entry);
#define _cleanup_tar_entry_ _cleanup_(tar_entry_done)

/* What is open between two bytes of the stream. */
typedef enum TarState {
        TAR_HEADER, /* a block is a header, or the first of the end */
        TAR_SPARSE, /* ... the map of an old GNU sparse file */
        TAR_TEXT,   /* data of a header that is for the next one */
        TAR_DATA,
        TAR_END
} TarState;

typedef struct TarWalk {
        uint64_t position; /* bytes seen */
        TarState state;
        unsigned char block[TAR_BLOCK];
        size_t n_block;
        uint64_t left; /* of data and what fills its last block; of text, without that */
        char text_type;
        StrBuf text;
        TarEntry entry; /* the one that is being read: a part of it is known */
        bool begun;     /* ... from the headers in front of its own */
        bool has_start; /* ... or where it begins, to libarchive with a header for all in front of it */
        bool has_size, has_text;
        char *sparse_name;
        TarEntry *queue; /* those that were not taken yet */
        size_t n_queue, first, space;
} TarWalk;

void tarwalk_done(TarWalk *walk);
#define _cleanup_tarwalk_ _cleanup_(tarwalk_done)

/* Walks on over N bytes. 0; -ENOMEM, or -EINVAL with FAILURE for an archive that is refused. */
int tarwalk_add(TarWalk *walk, const void *data, size_t n, Failure *failure);

/* There are no more bytes. 0 or -EINVAL with FAILURE. */
int tarwalk_end(const TarWalk *walk, Failure *failure);

/* Hands over the next entry. False if there is none yet. */
bool tarwalk_take(TarWalk *walk, TarEntry *ret);
