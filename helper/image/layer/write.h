/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries of a layer → files of a tree. What isn't kept is counted, what can't be taken as it is meant is
 * refused with the entry's name. */
#pragma once

#include "helper/image/archive/unarchive.h"
#include "helper/image/layer/counts.h"
#include "helper/image/layer/tree.h"

typedef struct Writer {
        Tree tree;
        LayerCounts counts;
        uint64_t entries_max; /* that the image may still have */
        bool is_small;        /* for tests: how full the file system is is not looked at */
        EntryName name;       /* this and what follows: of the file that is being written */
        int file_fd;
        Entry entry;
        uint64_t end, unchecked; /* of what was written; bytes since the last look at the space */
        char *text;              /* a copy of one that may name standard output, or NULL */
} Writer;

#define WRITER_NULL                                  \
        {                                            \
                .tree = TREE_NULL, .file_fd = -EBADF \
        }

/* Frees what it holds, but for the descriptors of the tree. */
void writer_done(Writer *writer);
#define _cleanup_writer_ _cleanup_(writer_done)

/* Writes all entries of SOURCE to the tree; the umask must be 0. 0; -errno with FAILURE. */
int writer_write(Writer *writer, const ByteSource *source, Failure *failure);
