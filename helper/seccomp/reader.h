/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON by tables: each key of an object has its reader, and what is in none is a mistake. Whatever is wrong
 * is told with its place. json-c is in reader.c alone. Pure. */
#pragma once

#include "helper/seccomp/profile.h"

#include <stdbool.h>

typedef struct json_object Json;

typedef struct Reader {
        const Situation *situation;
        Failure *failure;
        Json *root;      /* once it has begun */
        size_t index;    /* of the entry of the outermost array that is read */
        char place[128]; /* of what is read: "syscalls[2].args[0]" */
} Reader;

/* 0, or -errno after reader_wrong(). */
typedef int (*ReadValue)(Reader *reader, const Json *value, void *context);

typedef struct Member {
        const char *key;
        ReadValue read; /* not called for null, which is as if the key weren't there */
        bool required;
} Member;

/* Parses SIZE bytes of TEXT; TEXT[SIZE] is 0. 0, or -EINVAL or -ENOMEM with the reader's failure. */
int reader_begin(Reader *reader, const char *text, size_t size);
void reader_done(Reader *reader);

/* An object whose keys are MEMBERS, in the order of the file. */
int reader_object(Reader *reader, const Json *value, const Member *members, size_t n, void *context);
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
