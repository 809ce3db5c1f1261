/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entries on their way to journald, each once, whenever this program is killed.
 *
 * Of a sendmsg(2) nobody can tell afterwards whether it was done. So an entry is written to a pipe first,
 * that lies in systemd's store of descriptors, and goes from there to the socket by splice(2): in one system
 * call it is journald's and not the pipe's any more. What is in the pipe is the ring's no longer (ring.h).
 *
 * Up to kernel 6.4 each page of a pipe becomes a datagram of its own. An entry that is larger than one goes
 * by sendmsg(2): if the program is killed in that very call it comes twice, and says so. */
#pragma once

#include "helper/log/entry.h"
#include "helper/log/ring.h"

typedef struct Sending {
        int pipe_fd; /* both ends of it */
        int socket_fd;
        size_t pending; /* bytes of an entry in the pipe */
} Sending;

#define SENDING_NULL                           \
        {                                      \
                .pipe_fd = -1, .socket_fd = -1 \
        }

void sending_done(Sending *sending);
#define _cleanup_sending_ _cleanup_(sending_done)

/* A new pipe: a descriptor or -errno. */
int sending_make_pipe(void);

/* Takes over PIPE_FD. 0 or -errno. */
int sending_begin(int pipe_fd, Sending *ret);

/* Connects to journald anew. 0 or -errno: it isn't there. */
int sending_connect(Sending *sending);

/* Sends what is in the pipe. 0 if it is empty then; -EAGAIN: journald has no room, and poll(2) tells when it
 * has; or -errno: try again later, after sending_connect() where sending_is_lost() says so. */
int sending_flush(Sending *sending);

/* The first line of RING, as ENTRY, TAKEN bytes with what ended it: it is journald's or the pipe's, and not
 * the ring's any more. 0; else -errno as above, and it is still the ring's. */
int sending_put(Sending *sending, Ring *ring, const Entry *entry, size_t taken);

/* Whether ERROR, of one of these, means that there is no journald at the other end. */
bool sending_is_lost(int error);
