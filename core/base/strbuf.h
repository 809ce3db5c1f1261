/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A string that grows, and a vector of strings. Both remember a failed allocation, so that a caller may
 * append many times and ask once. */
#pragma once

#include "core/base/cleanup.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct StrBuf {
        char *text;    /* NUL-terminated once something was appended; NULL before */
        size_t length; /* bytes without the NUL */
        size_t space;
        bool oom; /* an allocation failed: text is incomplete */
} StrBuf;

/* Frees what BUF holds and empties it. */
void strbuf_done(StrBuf *buf);
#define _cleanup_strbuf_ _cleanup_(strbuf_done)

/* Each appends and returns 0, or -ENOMEM, which BUF remembers. */
int strbuf_add(StrBuf *buf, const char *text);
int strbuf_add_bytes(StrBuf *buf, const void *bytes, size_t n);
int strbuf_add_char(StrBuf *buf, char c);
int strbuf_addf(StrBuf *buf, const char *format, ...) _printf_(2, 3);
int strbuf_addv(StrBuf *buf, const char *format, va_list args) _printf_(2, 0);
/* Makes room for MORE bytes, so that appending them allocates nothing. 0 or -ENOMEM, as above. */
int strbuf_reserve(StrBuf *buf, size_t more);

/* Cuts BUF to LENGTH bytes; does nothing if it is shorter. */
void strbuf_truncate(StrBuf *buf, size_t length);

/* Hands the string over (an empty one if nothing was appended) and empties BUF. -ENOMEM if any append failed.
 */
int strbuf_take(StrBuf *buf, char **ret);

/* A NULL-terminated vector of strings that it owns. */
typedef struct StrVec {
        char **items; /* items[n] == NULL once something was added; NULL before */
        size_t n;
        size_t space;
} StrVec;

void strvec_done(StrVec *vec);
#define _cleanup_strvec_ _cleanup_(strvec_done)

/* Appends a copy of TEXT (of N bytes of it); 0 or -ENOMEM. */
int strvec_add(StrVec *vec, const char *text);
int strvec_add_n(StrVec *vec, const char *text, size_t n);
int strvec_addf(StrVec *vec, const char *format, ...) _printf_(2, 3);
/* Appends TEXT itself, which the vector owns from then on, also when -ENOMEM is returned. NULL is -ENOMEM. */
int strvec_take(StrVec *vec, char *text);
/* Puts copies of all of OTHER's strings at the end. 0, or -ENOMEM with some of them added. */
int strvec_extend(StrVec *vec, const StrVec *other);
/* Empties it. */
void strvec_clear(StrVec *vec);
bool strvec_contains(const StrVec *vec, const char *text);
/* Sorts it by bytes, strcmp(3). */
void strvec_sort(StrVec *vec);

/* printf() into a new string; NULL without memory. */
char *string_printf(const char *format, ...) _printf_(1, 2);
char *string_vprintf(const char *format, va_list args) _printf_(1, 0);

static inline bool streq(const char *a, const char *b)
{
        return __builtin_strcmp(a, b) == 0;
}
/* What follows PREFIX in TEXT, or NULL. */
const char *string_after(const char *text, const char *prefix);
/* The length of what precedes SUFFIX in TEXT; 0 if TEXT does not end in it or is nothing else. */
size_t string_before(const char *text, const char *suffix);
