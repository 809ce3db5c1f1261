/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An image whose blobs were fetched: its documents are read, and its layers unpacked. */
#pragma once

#include "helper/image/store/unpack.h"

/* Unpacks the image whose manifest, or index of manifests, is the blob TOP (HEX) of BLOBS_FD, for this
 * machine, and makes it ready as KEY, if it isn't NULL. As unpack_image() otherwise. 0 or -errno with
 * FAILURE. */
int image_unpack(const Store *store, int blobs_fd, const char *top, const char *key, UnpackProgress progress,
                 void *context, Failure *failure);

/* The state of that in words, for people: "layer 2 of 5: 12 of 40 MiB". Appends. 0 or -ENOMEM. */
int image_tell(const UnpackState *state, StrBuf *buf);
