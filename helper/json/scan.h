/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a JSON file, looked at before it is read: what json-c takes and other readers don't, or not in
 * the same way, of which a file could say two things. Pure. */
#pragma once

#include <stddef.h>

typedef struct ScanLimits {
        unsigned depth; /* arrays and objects in each other, SCAN_DEPTH_MAX at most */
        unsigned keys;  /* of an object: comparing them takes the square of it */
} ScanLimits;

#define SCAN_DEPTH_MAX 64
#define SCAN_WORDS_MAX 80 /* bytes of words, with the NUL */

/* 0; -EINVAL, where what is wrong begins at RET_OFFSET and is in WORDS: a control character, a quote that is
 * none, a number above 64 bits, a key with an escape, one that stands twice in an object, what is beyond
 * LIMITS; or -ENOMEM. */
int scan_json(const char *text, size_t size, const ScanLimits *limits, char words[SCAN_WORDS_MAX],
              size_t *ret_offset);

/* The line and the column, in bytes, of OFFSET, from 1. */
void scan_place(const char *text, size_t offset, unsigned *ret_line, unsigned *ret_column);
