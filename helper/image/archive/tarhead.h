/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of tar: one header block, and the records of an extended header (pax, POSIX.1-2001). Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TarHead {
        char type;
        uint64_t size;
        unsigned mode;       /* permissions alone, 07777 */
        bool sparse_goes_on; /* an old GNU sparse file: a block of its map follows */
        bool gnu;
        char name[256]; /* 155 of the prefix, "/" and 100 */
        char target[101];
} TarHead;

/* What tarhead_read() answers beside 0. */
enum {
        TAR_HEAD_EMPTY = 1, /* all zeros: the end */
};

/* Reads the 512 bytes at BLOCK. 0, TAR_HEAD_EMPTY, or -EINVAL and in RET_WHY (static) what is wrong. */
int tarhead_read(const unsigned char *block, TarHead *ret, const char **ret_why);

/* One record: the key ends with a NUL, and so does the value, which may have others in it. */
typedef struct TarRecord {
        char *key, *value;
        size_t n_value;
} TarRecord;

/* Takes the next record off TEXT of *N bytes, which it changes. 0; 1: there is none; -EINVAL: it is none. */
int tarhead_next_record(char **text, size_t *n, TarRecord *ret);

/* Decimal digits alone, below 2^63. 0 or -EINVAL. */
int tarhead_read_size(const char *text, uint64_t *ret);
