/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON by tables: each key of an object has its reader. Whatever is wrong is told with its place. json-c is
 * in reader.c alone. Pure. */
#pragma once

#include "core/base/failure.h"
#include "helper/json/scan.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct json_object Json;

/* How files of a kind are read. */
typedef struct ReaderRules {
        const char *whole; /* what is told to be wrong where that has no place in it: "the profile" */
        int status;        /* EXIT_… of a failure */
        bool open;         /* a key that is in no table is passed over; else it is a mistake */
        ScanLimits limits;
} ReaderRules;

typedef struct Reader {
        const ReaderRules *rules;
        const void *given; /* whatever the readers of values need */
        Failure *failure;
        Json *root;      /* once it has begun */
        size_t index;    /* of the entry of the outermost array that is read */
        char place[128]; /* of what is read: "syscalls[2].args[0]" */
} Reader;

/* 0, or -errno after reader_wrong(). */
typedef int (*ReadValue)(Reader *reader, const Json *value, void *context);
typedef int (*ReadPair)(Reader *reader, const char *key, const Json *value, void *context);

typedef struct Member {
        const char *key;
        ReadValue read; /* not called for null, which is as if the key weren't there */
        bool required;
} Member;

/* Parses SIZE bytes of TEXT; TEXT[SIZE] is 0. 0; -EINVAL with the reader's failure; -E2BIG (2 GiB) or -ENOMEM
 * without. */
int reader_begin(Reader *reader, const char *text, size_t size);
void reader_done(Reader *reader);

/* An object whose keys are MEMBERS, in the order of the file; 32 of them at most. */
int reader_object(Reader *reader, const Json *value, const Member *members, size_t n, void *context);
/* An object with any keys, EACH of its members in order; the value of null is NULL. */
int reader_map(Reader *reader, const Json *value, ReadPair each, void *context);
/* An array, EACH of its entries in order. */
int reader_array(Reader *reader, const Json *value, ReadValue each, void *context);
/* A string without NUL, which lives as long as the reader. */
int reader_string(Reader *reader, const Json *value, const char **ret);
/* A whole number from 0 to MAX. */
int reader_number(Reader *reader, const Json *value, uint64_t max, uint64_t *ret);

/* FORMAT is wrong at this place, with TEXT before it in quotes, if it isn't NULL. -EINVAL. */
int reader_wrong(Reader *reader, const char *text, const char *format, ...) _printf_(3, 4);

/* Makes the place a longer one; what reader_leave() takes to make it the shorter one again. */
size_t reader_enter(Reader *reader, const char *format, ...) _printf_(2, 3);
void reader_leave(Reader *reader, size_t here);
