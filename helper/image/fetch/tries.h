/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long what may pass is tried again: with longer and longer waits, until there was no byte for as long
 * as one has patience. Pure; all times in milliseconds. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TRIES_PATIENCE_SEC 300

typedef struct Tries {
        int64_t patience; /* of this pull */
        int64_t heard;    /* when something came last, or the pull began */
        int64_t wait;     /* the last one; 0: none yet, or something came since */
} Tries;

/* Something came at NOW: its patience is as long as before. */
void tries_heard(Tries *tries, int64_t now);

/* Whether nothing came for too long. */
bool tries_over(const Tries *tries, int64_t now);

/* A try has failed at NOW. True, and how long to wait until the next, which is never later than what is
 * left; false: there is none. */
bool tries_next(Tries *tries, int64_t now, int64_t *ret_wait);
