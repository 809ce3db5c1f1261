/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pipe of a container, from there to the journal. */
#pragma once

#include "helper/log/fdstore.h"
#include "helper/log/sending.h"

typedef struct Source {
        char *name;    /* CONTAINER.out or .err: in the folder and in the store */
        StrBuf common; /* of its entries */
        int pipe_fd;
        Ring ring;
        bool repeated; /* whether the line at the beginning was written is not known */
        bool ready;    /* the pipe may have something */
        bool ended;    /* nobody has it open to write: what is left of a line is a line */
        bool lost;     /* what an earlier process had read of it could not be read */
} Source;

void source_done(Source *source);

/* That of the pipe NAME in FOLDER_FD, which is GROUP's, or what STORE has of it; what STORE doesn't
 * have is put there. PIPED as in ring_open(). 0; -EINVAL: it has no such name, or is none; or -errno. */
int source_open(const char *group, const char *name, int folder_fd, bool piped, FdStore *store, Source *ret);

/* Reads what there is and has room, of one that writes without end not for ever. 0 or -errno. */
int source_read(Source *source);

/* Writes its next lines, up to MAX; *RET_WRITTEN of them, also on failure. 1 if there are more; 0; or -errno
 * of sending_put(). */
int source_write(Source *source, Sending *sending, unsigned max, unsigned *ret_written);

/* Whether nothing is left to read and to write. */
static inline bool source_is_empty(const Source *source)
{
        return !source->ready && source->ring.length == 0;
}
