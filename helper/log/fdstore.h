/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd's store of descriptors: what a service puts there its next process gets, whatever ended this one
 * (sd_notify(3), FDSTORE=1; sd_listen_fds(3)). */
#pragma once

#include "core/base/strbuf.h"

typedef struct FdStore {
        int notify_fd;
        StrVec names; /* of the descriptors that systemd has handed over */
        int *fds;     /* in the same order; < 0: taken */
        bool changed; /* something is on its way there */
} FdStore;

#define FDSTORE_NULL            \
        {                       \
                .notify_fd = -1 \
        }

void fdstore_done(FdStore *store);
#define _cleanup_fdstore_ _cleanup_(fdstore_done)

/* Finds what there is, by the environment. 0 or -errno; -ENOTCONN: not run by systemd. */
int fdstore_open(FdStore *ret);

/* The descriptor NAME, which is the caller's then; -ENOENT if there is none. */
int fdstore_take(FdStore *store, const char *name);

/* Puts FD there as NAME. 0 or -errno; that it is there fdstore_settle() says. */
int fdstore_put(FdStore *store, const char *name, int fd);

/* Removes what is there as NAME. The same. */
int fdstore_remove(FdStore *store, const char *name);

/* Waits until systemd has done all that. 0 or -errno. */
int fdstore_settle(FdStore *store);
