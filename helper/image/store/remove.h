/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes from the store. Who removes something holds the store alone: nobody unpacks, and no sandbox takes
 * an image, between the look at what is needed and the end. */
#pragma once

#include "helper/image/store/store.h"

#include <errno.h>

/* Makes STORE's lock one that nobody else has; waits for those who have it, and calls WAITING before that.
 * What those left who were killed while they moved a name is removed. 0 or -errno with FAILURE. */
int store_lock_alone(const Store *store, void (*waiting)(void), Failure *failure);

/* Removes the file or link NAME in FOLDER_FD, or whatever has that name. 0 or -errno with FAILURE. */
int store_remove_file(int folder_fd, const char *name, Failure *failure);

/* Removes the image HEX: by a rename first, so that it is there whole or not at all. 0 or -errno with
 * FAILURE.
 */
int store_remove_image(const Store *store, const char *hex, Failure *failure);

/* Where layers go by a rename, so that nobody waits while their files are removed. It is locked as long as it
 * is open; what is left of one that isn't, store_open() removes. */
typedef struct StoreBin {
        int fd;
        char name[64]; /* in the folder of layers */
} StoreBin;

#define STORE_BIN_NULL       \
        {                    \
                .fd = -EBADF \
        }

void store_bin_done(StoreBin *bin);
#define _cleanup_store_bin_ _cleanup_(store_bin_done)

/* Makes one. 0 or -errno with FAILURE. */
int store_bin_open(const Store *store, StoreBin *ret, Failure *failure);

/* Moves the layer HEX there. 0 or -errno with FAILURE. */
int store_bin_add(const Store *store, const StoreBin *bin, const char *hex, Failure *failure);

/* Lets others have STORE's lock again, and removes what is there. 0 or -errno with FAILURE. */
int store_bin_empty(const Store *store, const StoreBin *bin, Failure *failure);
