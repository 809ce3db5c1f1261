/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes from one descriptor to another, as they come. Whoever has several such ways polls them all, so that
 * one that is full keeps none of the others waiting. */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#define RELAY_SIZE 16384

typedef struct Relay {
        int from, to;    /* borrowed */
        bool from_ended; /* FROM has no more */
        int from_error;  /* an errno, why: EIO of a terminal that was closed; 0: that is its end */
        int to_error;    /* an errno: TO takes no more; 0: it does */
        size_t at, end;  /* what of BYTES is held */
        char bytes[RELAY_SIZE];
} Relay;

/* Whether bytes are held that TO has not taken. */
static inline bool relay_holds(const Relay *relay)
{
        return relay->at < relay->end;
}

/* Whether nothing comes of it any more. */
static inline bool relay_has_ended(const Relay *relay)
{
        return relay->to_error != 0 || (relay->from_ended && !relay_holds(relay));
}

/* What is to be waited for; where it has ended the descriptor is -1, which poll(2) passes over. */
struct pollfd relay_poll(const Relay *relay);

/* Goes on by one read or write, for which poll(2) has said REVENTS. At most PIPE_BUF bytes are written at
 * once, so that a pipe that poll(2) found writable doesn't block. */
void relay_step(Relay *relay, short revents);

/* Holds N BYTES, to be written next, where nothing is held; N is at most RELAY_SIZE. */
void relay_hold(Relay *relay, const char *bytes, size_t n);
