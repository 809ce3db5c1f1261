/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All pipes of a group, read and written to the journal, each container's in its turn. */
#pragma once

#include "core/base/failure.h"
#include "helper/log/source.h"

typedef struct Logger {
        const char *group;
        FdStore store;
        Sending sending;
        Source **sources; /* epoll knows them by their addresses */
        size_t n_sources;
        size_t turn; /* whose it is */
        int epoll_fd, signal_fd;
        int trouble;   /* why nothing can be written, -errno; 0: it can */
        bool told;     /* systemctl status says so */
        bool stopping; /* SIGTERM has come: all that is there is written, and that is the end */
} Logger;

#define LOGGER_NULL                                                                             \
        {                                                                                       \
                .store = FDSTORE_NULL, .sending = SENDING_NULL, .epoll_fd = -1, .signal_fd = -1 \
        }

void logger_done(Logger *logger);
#define _cleanup_logger_ _cleanup_(logger_done)

/* Takes over what an earlier process has left in the store, and the pipes in the folder of GROUP, which is
 * borrowed. LOGGER is LOGGER_NULL, stays where it is, and is the caller's to end, also after a failure. 0 or
 * -errno with FAILURE. */
int logger_open(const char *group, Logger *logger, Failure *failure);

/* Reads and writes until SIGTERM, and then until nothing is left. SIGHUP: looks for more pipes. 0 or -errno
 * with FAILURE. */
int logger_run(Logger *logger, Failure *failure);
