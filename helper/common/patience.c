/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Steps of a clean-up. */
#include "helper/common/patience.h"

#include "helper/common/notify.h"

#include <stdio.h>

void patience_step(void *context)
{
        Patience *patience = context;
        struct timespec now;
        char message[64];
        /* The coarse one costs no system call: this comes with every file. */
        if (patience->notify_fd < 0 || clock_gettime(CLOCK_MONOTONIC_COARSE, &now) < 0 ||
            (patience->asked != 0 && now.tv_sec <= patience->asked))
                return;
        patience->asked = now.tv_sec;
        snprintf(message, sizeof message, "EXTEND_TIMEOUT_USEC=%d000000", PATIENCE_STEP_SEC);
        (void)notify_send(patience->notify_fd, message);
}
