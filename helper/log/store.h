/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd's store of descriptors: what a service puts there its next process gets, whatever ended this one
 * (sd_notify(3), FDSTORE=1; sd_listen_fds(3)). */
#pragma once

#include "core/base/strbuf.h"

typedef struct Store {
        int notify_fd;
        StrVec names; /* of the descriptors that systemd has handed over */
        int *fds;     /* in the same order; < 0: taken */
        bool changed; /* something is on its way there */
} Store;

#define STORE_NULL              \
        {                       \
                .notify_fd = -1 \
        }

void store_done(Store *store);
#define _cleanup_store_ _cleanup_(store_done)

/* Finds what there is, by the environment. 0 or -errno; -ENOTCONN: not run by systemd. */
int store_open(Store *ret);

/* The descriptor NAME, which is the caller's then; -ENOENT if there is none. */
int store_take(Store *store, const char *name);

/* Puts FD there as NAME. 0 or -errno; that it is there store_settle() says. */
int store_put(Store *store, const char *name, int fd);

/* Removes what is there as NAME. The same. */
int store_remove(Store *store, const char *name);

/* Waits until systemd has done all that. 0 or -errno. */
int store_settle(Store *store);
