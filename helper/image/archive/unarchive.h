/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading layers, by libarchive, which is in unarchive.c alone: what was compressed, and tar. Neither opens
 * anything by name or writes to anything but what is handed in. */
#pragma once

#include "core/base/failure.h"
#include "helper/image/archive/entry.h"

#include <sys/types.h>

/* Where bytes come from: as many as there are, at RET, which stay until the next call; 0 at the end, or
 * -errno. */
typedef struct ByteSource {
        ssize_t (*read)(void *context, const void **ret);
        void *context;
} ByteSource;

/* Where bytes go; 0 or -errno. */
typedef struct ByteSink {
        int (*write)(void *context, const void *data, size_t n);
        void *context;
} ByteSink;

/* Copies what is compressed, gzip or zstd and once, or not at all. 0; -ENOMEM, what SOURCE or SINK answered,
 * or -EINVAL, with FAILURE. */
int unarchive_copy(const ByteSource *source, const ByteSink *sink, Failure *failure);

/* Where entries go. Each answers 0, or -errno with FAILURE, which ends the reading. */
typedef struct EntrySink {
        int (*begin)(void *context, const Entry *entry, Failure *failure);
        /* Of a file, in order and with holes between. */
        int (*data)(void *context, const void *data, size_t n, uint64_t offset, Failure *failure);
        int (*end)(void *context, Failure *failure); /* of a file */
        void *context;
} EntrySink;

/* Reads a tar archive to its end and to that of SOURCE. An archive that can be read in more than one way is
 * refused, tarwalk.h. 0 or -errno as above, with FAILURE. */
int unarchive_entries(const ByteSource *source, const EntrySink *sink, Failure *failure);

/* Has libarchive and libc load what they load at the first archive, from the host's files: afterwards the
 * process may change its root to a tree that it doesn't trust. 0 or -ENOMEM. */
int unarchive_prepare(void);
