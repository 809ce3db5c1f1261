/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields that keys fill, by their table: what has a row is found, and freed in the end. Pure. */
#pragma once

#include "generator/language/keys.h"

/* KEY's field in BASE: the Definition, Container, Volume or Registry that its section is kept in. */
static inline void *field_in(const Key *key, void *base)
{
        return (char *)base + key->offset;
}

static inline const void *const_field_in(const Key *key, const void *base)
{
        return (const char *)base + key->offset;
}

/* A definition without any setting. NAME and PATH are copied. NULL without memory. */
Definition *definition_new(const char *name, const char *path);
Definition *definition_free(Definition *def);
DEFINE_CLEANUP(Definition *, definition_free)
#define _cleanup_definition_ _cleanup_(definition_freep)
