/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All pipes of a group, read and written to the journal, each container's in its turn. */
#pragma once

#include "core/base/failure.h"
#include "helper/log/stream.h"

typedef struct Reader {
        const char *group;
        Store store;
        Sending sending;
        Stream **streams; /* epoll knows them by their addresses */
        size_t n_streams;
        size_t turn; /* whose it is */
        int epoll_fd, signal_fd;
        int trouble;   /* why nothing can be written, -errno; 0: it can */
        bool told;     /* systemctl status says so */
        bool stopping; /* SIGTERM has come: all that is there is written, and that is the end */
} Reader;

#define READER_NULL                                                                           \
        {                                                                                     \
                .store = STORE_NULL, .sending = SENDING_NULL, .epoll_fd = -1, .signal_fd = -1 \
        }

void reader_done(Reader *reader);
#define _cleanup_reader_ _cleanup_(reader_done)

/* Takes over what an earlier process has left in the store, and the pipes in the folder of GROUP, which is
 * borrowed. READER is READER_NULL, stays where it is, and is the caller's to end, also after a failure. 0 or
 * -errno with FAILURE. */
int reader_open(const char *group, Reader *reader, Failure *failure);

/* Reads and writes until SIGTERM, and then until nothing is left. SIGHUP: looks for more pipes. 0 or -errno
 * with FAILURE. */
int reader_run(Reader *reader, Failure *failure);
