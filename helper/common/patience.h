/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* More time for a unit whose clean-up goes on, by EXTEND_TIMEOUT_USEC= of sd_notify(3): in small steps, so
 * that what hangs ends soon. */
#pragma once

#include <time.h>

#define PATIENCE_STEP_SEC 10

typedef struct Patience {
        int notify_fd; /* < 0: nobody to ask */
        time_t asked;  /* CLOCK_MONOTONIC, seconds; 0: not yet */
} Patience;

/* An IoStep: PATIENCE is asked for again once a second. */
void patience_step(void *patience);
