/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was read from a pipe and is not written yet, in memory that outlives the program: a memfd that lies in
 * systemd's store of descriptors.
 *
 * A kill can come between any two instructions, and what it leaves must be plain to the next process. So the
 * bytes come by splice(2), which in one system call takes them from the pipe, puts them into the file and
 * moves the file's position, which is the file's and not the process': how much there is it says alone. And
 * what becomes of a line is announced in the file before it is done: ring_intend(). */
#pragma once

#include "helper/log/line.h"

#include <stdint.h>
#include <sys/types.h>

#define RING_SIZE ((size_t)128 * 1024) /* a line of the longest must fit, with room for the next ones */

/* How the line at the beginning is being written. */
typedef enum RingIntent {
        RING_NOTHING,
        RING_BY_PIPE,  /* by way of the pipe (sending.h): whether it has come there the pipe shows */
        RING_DIRECTLY, /* by one sendmsg(2), of which nobody can tell afterwards whether it was done */
        RING_REWIND,   /* none: all is written, and the next bytes come to the beginning */
} RingIntent;

/* The first page of the file, shared by the processes that come one after the other. */
typedef struct RingState {
        char kind[16];
        uint64_t start;  /* of what is not written, in the ring */
        uint64_t next;   /* that start, once what is intended is done */
        uint64_t intent; /* RING_… */
} RingState;

typedef struct Ring {
        int fd; /* < 0: there is none */
        RingState *state;
        char *bytes;  /* twice, one behind the other, so that no line is torn */
        size_t base;  /* where they begin in the file */
        size_t start; /* as in the state */
        size_t length;
        size_t scanned; /* of line_next() */
} Ring;

#define RING_NULL        \
        {                \
                .fd = -1 \
        }

void ring_done(Ring *ring);

/* A new one. 0 or -errno. */
int ring_make(Ring *ret);

/* That of FD, which is the ring's then, left by a process before this one. PIPED: there is an entry in the
 * pipe. Sets *RET_REPEATED if it is not known whether the line at the beginning was written. 0; -EBADMSG if
 * it is none; or -errno. */
int ring_open(int fd, bool piped, Ring *ret, bool *ret_repeated);

/* Bytes of the pipe FROM_FD to the end, as many as there are and have room. How many; 0 if there are none and
 * nobody has it open to write; -EAGAIN if there are none yet; -ENOBUFS if there is no room; or -errno. */
ssize_t ring_fill(Ring *ring, int from_fd);

static inline const char *ring_text(const Ring *ring)
{
        return ring->bytes + ring->start;
}

/* TAKEN bytes at the beginning are about to be written; the pipe is empty. */
void ring_intend(Ring *ring, RingIntent intent, size_t taken);
/* That has been done: they are gone. */
void ring_take(Ring *ring);
/* It has not. */
void ring_forget(Ring *ring);

/* TAKEN bytes at the beginning are nothing to write. */
void ring_skip(Ring *ring, size_t taken);
