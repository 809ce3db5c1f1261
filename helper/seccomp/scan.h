/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a JSON file, looked at before it is read: what json-c takes and other readers don't, or not in
 * the same way, of which a profile could be two. Pure. */
#pragma once

#include <stddef.h>

#define SCAN_DEPTH 8 /* arrays and objects in each other; a profile has 5 */

/* RET_OFFSET: where what is wrong begins. What is wrong, or NULL: a control character, a quote that is none,
 * a number above 64 bits, a key with an escape, one that stands twice in an object, too many in each other.
 */
const char *scan_json(const char *text, size_t size, size_t *ret_offset);

/* The line and the column, in bytes, of OFFSET, from 1. */
void scan_place(const char *text, size_t offset, unsigned *ret_line, unsigned *ret_column);
