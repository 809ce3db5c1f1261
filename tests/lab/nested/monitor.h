/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits for what happens to a machine, while it keeps reading its console. */
#pragma once

#include "tests/lab/nested/machine.h"

#include <stdint.h>

typedef enum Event {
        EVENT_READY = 1, /* the machine has booted */
        EVENT_COMMAND,   /* the command has ended */
        EVENT_DOWN,      /* the machine's PID 1 has ended */
        EVENT_TIMEOUT,
        EVENT_SIGNAL, /* we were told to end */
} Event;

typedef struct Monitor {
        int signal_fd;
        bool ready; /* READY=1 came since the start; systemd says it anew after a reexec, which is no event */
        int signal; /* the one that told us to end; it stays */
        pid_t command;      /* a command that runs, or 0 */
        int command_status; /* exit status of the last one that ended */
        char console[8192]; /* the end of what the machine wrote on its console */
        size_t console_size;
} Monitor;

/* Blocks the signals that it will read. 0 or -errno. */
int monitor_init(Monitor *ret_monitor);

/* Waits for one event, SECONDS at most. An Event, or -errno. A machine or command that has ended is reaped,
 * and its pid set to 0. */
int monitor_wait(Monitor *monitor, Machine *machine, unsigned seconds);

/* Prints the end of the console on stderr. */
void monitor_print_console(const Monitor *monitor);

void monitor_done(Monitor *monitor);
#define _cleanup_monitor_ _cleanup_(monitor_done)
