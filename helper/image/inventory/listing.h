/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is in the store of images, written for people and for programs. Pure. What is an image's own text
 * there, its labels, and the paths in references are written so that a terminal obeys none of it. */
#pragma once

#include "helper/image/inventory/inventory.h"

/* Both append what was counted, and return 0 or -ENOMEM. The table: a line for each name of an image, by
 * name; an image without one has "-". */
int listing_write_table(const Inventory *inventory, StrBuf *buf);
/* An array, of an object for each image; docs/man/coslice.1 has its keys. */
int listing_write_json(const Inventory *inventory, StrBuf *buf);

/* Appends BYTES with the digits that matter, "240 MiB". 0 or -ENOMEM. */
int listing_add_size(uint64_t bytes, StrBuf *buf);
