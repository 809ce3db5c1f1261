/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The socket to PID 1, dialled, and dialled again after a daemon-reexec: of manager.c and scope.c alone. */
#pragma once

#include "core/pid1/manager.h"

#include <systemd/sd-bus.h>

#define CONNECTION_OBJECT "/org/freedesktop/systemd1"
#define MANAGER_IFACE     "org.freedesktop.systemd1.Manager"
#define UNIT_IFACE        "org.freedesktop.systemd1.Unit"

#define USEC_PER_SEC 1000000ull
/* Between two looks at what was to happen. */
#define TRY_INTERVAL_USEC (USEC_PER_SEC / 10)

struct Manager {
        sd_bus *bus;            /* NULL: not connected */
        uint64_t failing_since; /* 0: the last call was answered */
};

#define _cleanup_message_   _cleanup_(sd_bus_message_unrefp)
#define _cleanup_bus_error_ _cleanup_(sd_bus_error_free)

/* Connected already, or now. 0 or -errno. */
int connection_dial(Manager *manager);

void connection_hang_up(Manager *manager);

/* After a call with the result *R: whether it must be given again. If not, *R is what the caller returns. An
 * error that PID 1 answered leaves the connection open, and is MANAGER_REFUSED; any other closes it, but for
 * ETIMEDOUT, which is sd-bus's own: nobody has answered. */
bool connection_again(Manager *manager, int *r);

/* Whether MESSAGE says that a job has ended: of which unit and how, borrowed from it. */
bool connection_job_ended(sd_bus_message *message, const char **ret_unit, const char **ret_result);

/* What is to be done after sd_bus_process() has said R and nothing was in it: waits a moment for more, or
 * hangs up. 0 or -ENOMEM. */
int connection_wait(Manager *manager, int r);

/* A property of a unit that is a string. One that PID 1 does not tell is no error: RET keeps its value, else
 * that is freed. 0 or -errno. */
int connection_get_string(Manager *manager, const char *path, const char *iface, const char *name,
                          char **ret);
