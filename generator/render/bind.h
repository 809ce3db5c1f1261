/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is written into templates: values by name, each with where it comes from. */
#pragma once

#include "core/base/diag.h"

/* Where a value comes from: who reads a number in a unit that nobody wrote asks for that, and a mistake is
 * told there. */
typedef struct Origin {
        const Place *at;  /* the line that says it, borrowed; NULL: none does */
        const char *rule; /* what made the value of what lines say; NULL: it is as the line has it. Static */
} Origin;

/* The texts lie behind each other in one buffer, NUL between them. */
typedef struct BoundName {
        const char *name; /* borrowed */
        size_t length;
        size_t first, last, n; /* its values: a chain in Bindings.values */
        size_t next;           /* the next name of its bucket, counted from 1 */
} BoundName;

typedef struct BoundValue {
        size_t text; /* where it begins in Bindings.texts */
        size_t next;
        Origin origin;
} BoundValue;

typedef struct Bindings {
        BoundName *names;
        size_t n_names, names_space;
        size_t buckets[32]; /* by hash: their first names, counted from 1 */
        BoundValue *values;
        size_t n_values, values_space;
        StrBuf texts;
        Origin origin; /* of the next value */
        bool oom;      /* an addition failed */
} Bindings;

void bindings_done(Bindings *bindings);
#define _cleanup_bindings_ _cleanup_(bindings_done)

/* Adds a value to NAME; a failure is remembered in BINDINGS. */
void bind_text(Bindings *bindings, const char *name, const char *value);
void bind_textf(Bindings *bindings, const char *name, const char *format, ...) _printf_(3, 4);
/* Frees VALUE after that; NULL counts as no memory. */
void bind_take(Bindings *bindings, const char *name, char *value);

/* The next value, and that one alone, comes from AT, by RULE; without this it has no origin, and is coslice's
 * own. Returns BINDINGS: bind_text(bind_from(b, at, NULL), "name", value). */
Bindings *bind_from(Bindings *bindings, const Place *at, const char *rule);

/* What is bound to the N bytes at NAME, or NULL. */
const BoundName *bindings_find(const Bindings *bindings, const char *name, size_t n);

/* The text of a value. */
static inline const char *bound_text(const Bindings *bindings, size_t value)
{
        return bindings->texts.text + bindings->values[value].text;
}
