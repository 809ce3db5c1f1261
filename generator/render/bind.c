/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values by name. */
#include "generator/render/bind.h"

#include <string.h>

void bindings_done(Bindings *bindings)
{
        free(bindings->names);
        free(bindings->values);
        strbuf_done(&bindings->texts);
        *bindings = (Bindings){};
}

static size_t bucket_of(const char *name, size_t n)
{
        return (n + (size_t)name[0] * 3 + (size_t)name[n - 1]) % 32;
}

const BoundName *bindings_find(const Bindings *bindings, const char *name, size_t n)
{
        for (size_t i = bindings->buckets[bucket_of(name, n)]; i > 0; i = bindings->names[i - 1].next) {
                const BoundName *bound = bindings->names + i - 1;
                if (bound->length == n && memcmp(bound->name, name, n) == 0)
                        return bound;
        }
        return NULL;
}

/* Room for one more of SIZE bytes in an array of N. */
static bool reserve(void *array, size_t n, size_t *space, size_t size)
{
        if (n < *space)
                return true;
        size_t more = *space ? *space * 2 : 24;
        void *items = reallocarray(*(void **)array, more, size);
        if (!items)
                return false;
        *(void **)array = items;
        *space = more;
        return true;
}

/* The name's entry, which is made if there is none. NULL without memory. */
static BoundName *bindings_get(Bindings *b, const char *name)
{
        BoundName *bound = b->n_names > 0 ? b->names + b->n_names - 1 : NULL;
        if (bound && bound->name == name)
                return bound; /* most come in a row */
        size_t n = strlen(name), *bucket = b->buckets + bucket_of(name, n);
        const BoundName *found = bindings_find(b, name, n);
        if (found)
                return b->names + (found - b->names);
        if (!reserve(&b->names, b->n_names, &b->names_space, sizeof *b->names))
                return NULL;
        bound = b->names + b->n_names++;
        *bound = (BoundName){.name = name, .length = n, .next = *bucket};
        *bucket = b->n_names;
        return bound;
}

/* What begins at TEXT and ends where the texts do becomes a value of NAME. */
static void bind_last(Bindings *b, const char *name, size_t text)
{
        BoundName *bound = bindings_get(b, name);
        if (!bound || strbuf_add_char(&b->texts, '\0') < 0 ||
            !reserve(&b->values, b->n_values, &b->values_space, sizeof *b->values)) {
                b->oom = true;
                return;
        }
        b->values[b->n_values] = (BoundValue){.text = text, .origin = b->origin};
        if (bound->n++ == 0)
                bound->first = b->n_values;
        else
                b->values[bound->last].next = b->n_values;
        bound->last = b->n_values++;
        b->origin = (Origin){};
}

Bindings *bind_from(Bindings *bindings, const Place *at, const char *rule)
{
        bindings->origin = (Origin){.at = at, .rule = rule};
        return bindings;
}

void bind_text(Bindings *bindings, const char *name, const char *value)
{
        size_t text = bindings->texts.length;
        strbuf_add(&bindings->texts, value);
        bind_last(bindings, name, text);
}

void bind_take(Bindings *bindings, const char *name, char *value)
{
        if (value)
                bind_text(bindings, name, value);
        else
                bindings->oom = true;
        free(value);
}

void bind_textf(Bindings *bindings, const char *name, const char *format, ...)
{
        size_t text = bindings->texts.length;
        va_list args;
        va_start(args, format);
        strbuf_addv(&bindings->texts, format, args);
        va_end(args);
        bind_last(bindings, name, text);
}
