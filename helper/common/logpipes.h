/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pipes of a container's log (logpipe.h): made with the sandbox, given to the container's user by its
 * start, read by coslice-log, which holds them open. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/logpipe.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct LogPipes {
        int fds[_LOGPIPE_MAX]; /* < 0: there are none */
} LogPipes;

#define LOGPIPES_NULL             \
        {                         \
                .fds = { -1, -1 } \
        }

void logpipes_done(LogPipes *pipes);

/* Makes those of CONTAINER of GROUP, for root alone; what is there is kept. 0 or -errno with FAILURE. */
int logpipes_make(const char *group, const char *container, Failure *failure);

/* Removes all of GROUP's with their folder; 0 if there is none. 0 or -errno with FAILURE. */
int logpipes_remove(const char *group, Failure *failure);

/* Opens them to write, as they are for a program that blocks. 0; -ENOENT: there are none; -ENXIO: nobody
 * reads them; or -errno. */
int logpipes_open(const char *group, const char *container, LogPipes *ret);

/* They are UID's from now on, who may open them by the names of its descriptors. coslice-log may read them by
 * their group, without any capability. 0 or -errno. */
int logpipes_give(const LogPipes *pipes, uid_t uid);
