/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes from the store. Who removes something holds the store alone: nobody unpacks, and no sandbox takes
 * an image, between the look at what is needed and the end. */
#pragma once

#include "helper/image/store/store.h"

/* Makes STORE's lock one that nobody else has; waits for those who have it, and calls WAITING before that.
 * What those left who were killed while they moved a name is removed. 0 or -errno with FAILURE. */
int store_lock_alone(const Store *store, void (*waiting)(void), Failure *failure);

/* Removes the file or link NAME in FOLDER_FD, or whatever has that name. 0 or -errno with FAILURE. */
int store_remove_file(int folder_fd, const char *name, Failure *failure);

/* Removes the folder HEX of FOLDER_FD, layers or images: by a rename first, so that it is there whole or not
 * at all, and store_open() removes the rest of it if this is killed. 0 or -errno with FAILURE. */
int store_remove_folder(int folder_fd, const char *hex, Failure *failure);
