/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Templates filled in. A template has no logic; a placeholder says what kind of value it takes:
 *
 *   {{KIND NAME}}    one value; a line whose value is not bound is left out
 *   {{KIND* NAME}}   the line is repeated for each value; for none it is left out
 *   {{argv NAME}}    all values of NAME on one line, each quoted as an argument
 *   {{setting* NAME}} values of the form Key=Value, the value written as text
 *
 * KIND is argv, path, text, unit, number or setting: see quote.h. */
#pragma once

#include "core/base/strbuf.h"

/* Values by name. The texts lie behind each other in one buffer, NUL between them. */
typedef struct BoundName {
        const char *name; /* borrowed */
        size_t length;
        size_t first, last, n; /* its values: a chain in Bindings.values */
        size_t next;           /* the next name of its bucket, counted from 1 */
} BoundName;

typedef struct BoundValue {
        size_t text; /* where it begins in Bindings.texts */
        size_t next;
} BoundValue;

typedef struct Bindings {
        BoundName *names;
        size_t n_names, names_space;
        size_t buckets[32]; /* by hash: their first names, counted from 1 */
        BoundValue *values;
        size_t n_values, values_space;
        StrBuf texts;
        bool oom; /* an addition failed */
} Bindings;

void bindings_done(Bindings *bindings);
#define _cleanup_bindings_ _cleanup_(bindings_done)

/* Adds a value to NAME; a failure is remembered in BINDINGS. */
void bind_text(Bindings *bindings, const char *name, const char *value);
void bind_textf(Bindings *bindings, const char *name, const char *format, ...) _printf_(3, 4);
/* Frees VALUE after that; NULL counts as no memory. */
void bind_take(Bindings *bindings, const char *name, char *value);

enum { RENDER_REFUSED = 1 };

/* TEMPLATE with BINDINGS filled in, appended to BUF. 0; RENDER_REFUSED with the placeholder's name in
 * RET_NAME (good as long as TEMPLATE is) if a value can't stand where it was put; -ENOMEM; -EINVAL if the
 * template is wrong. */
int render(const char *template, const Bindings *bindings, StrBuf *buf, const char **ret_name);
