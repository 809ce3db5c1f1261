/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /var/lib/coslice/images: what is there has its name by one rename, after it was synced: it is whole or not
 * there. What is being made has a name with ".new-" in front, and a lock as long as somebody is at it. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"
#include "core/contract/imagerecord.h"
#include "helper/image/layer/counts.h"

#include <stdbool.h>

typedef struct Store {
        int dir_fd, lock_fd; /* the lock is held, shared, as long as it is open */
        int layers_fd, images_fd, blobs_fd, ready_fd, next_fd; /* the folders in it */
} Store;

#define STORE_NULL                                                                             \
        {                                                                                      \
                .dir_fd = -EBADF, .lock_fd = -EBADF, .layers_fd = -EBADF, .images_fd = -EBADF, \
                .blobs_fd = -EBADF, .ready_fd = -EBADF, .next_fd = -EBADF                      \
        }

/* In front of the name of what is being made, and of what is being removed. */
#define STORE_NEW ".new-"

void store_done(Store *store);
#define _cleanup_store_ _cleanup_(store_done)

/* Opens the store, of which what is missing is made, and takes its lock; waits while somebody prunes it.
 * Removes what was left by those who were killed. 0 or -errno with FAILURE. */
int store_open(Store *ret, Failure *failure);

/* Opens the folder in which HEX of FOLDER_FD, layers or images, is to be made, empty and locked as long as it
 * is open; waits while somebody else makes it. A descriptor; -EEXIST: it is there already; or -errno with
 * FAILURE. */
int store_begin(int folder_fd, const char *hex, Failure *failure);

/* Opens the tree of the layer HEX, or of the one that is made in DIR_FD, if it isn't < 0. A descriptor or
 * -errno with FAILURE. */
int store_open_tree(const Store *store, const char *hex, int dir_fd, Failure *failure);

/* Reads what was counted when the layer HEX was made. 0 or -errno with FAILURE. */
int store_read_counts(const Store *store, const char *hex, LayerCounts *ret, Failure *failure);

/* Reads the record of the image HEX. 0; -EBADMSG if it is none, as of another version of coslice; or -errno.
 */
int store_read_record(const Store *store, const char *hex, ImageRecord *ret);

/* Makes a file in FOLDER_FD that has no name yet. A descriptor or -errno with FAILURE. */
int store_make_file(int folder_fd, const char *text, size_t size, Failure *failure);

/* Has the file system of the store write all that was made. 0 or -errno with FAILURE. */
int store_sync(const Store *store, Failure *failure);

/* Gives the folder that was begun its name. 0 or -errno with FAILURE. */
int store_publish(int folder_fd, const char *hex, Failure *failure);

/* Gives the file FILE_FD the name NAME in FOLDER_FD; if REPLACE in place of another one, else what is there
 * is as good. 0 or -errno with FAILURE. */
int store_publish_file(int file_fd, int folder_fd, const char *name, bool replace, Failure *failure);

/* Lets ready/KEY, or next/KEY, lead to the image HEX. 0 or -errno with FAILURE. */
int store_set_ready(const Store *store, const char *key, const char *hex, Failure *failure);
int store_set_next(const Store *store, const char *key, const char *hex, Failure *failure);
