/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An image in the store (core/contract/imagestore.h), as a group has pinned it: what its record says, and its
 * layers. What is not root's alone to write is not taken. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/imagerecord.h"
#include "helper/container/request/run.h"
#include "helper/container/root/lowers.h"

/* Reads the record of the image that GROUP has pinned as KEY. 0 or -errno with FAILURE. */
int image_read(const char *group, const char *key, ImageRecord *ret, Failure *failure);

/* Reads the record of the image that REQUEST is started from. 0 or -errno with FAILURE; also if it has ids
 * that the group has not, or more variables or volumes than an image can be meant to have. */
int image_find(const RunRequest *request, ImageRecord *ret, Failure *failure);

/* The same of KEY, an image of which REQUEST shows a part; of that nothing counts but its ids. */
int image_find_files(const RunRequest *request, const char *key, ImageRecord *ret, Failure *failure);

/* Opens the layers of RECORD, which GROUP has pinned as KEY, and adds them to RET. 0 or -errno with FAILURE.
 */
int image_open_layers(const char *group, const char *key, const ImageRecord *record, Lowers *ret,
                      Failure *failure);

/* lowers_map() of these. 0 or -errno with FAILURE. */
int image_map_layers(const char *key, Lowers *lowers, int userns_fd, Failure *failure);
