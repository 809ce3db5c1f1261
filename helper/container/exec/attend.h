/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper beside a program in a container: what comes in and goes out, signals, the size of the terminal,
 * and how it ends. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Attendance {
        int pidfd; /* of the program, a child of this process */
        int *fds;  /* the outer ends of its streams (streams.h); those that are closed become < 0 */
        size_t n_fds;
        bool terminal;    /* they are one */
        bool interactive; /* standard input goes to it */
} Attendance;

/* Blocks the signals that are handed on: none is lost between now and attend(). */
void attend_signals(void);

/* Until the program has ended, and all that it wrote is written. Its exit status, or 128 and its signal; or
 * -errno, if something was lost. */
int attend(const Attendance *attendance);
