/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one table of the language: every key, where it may stand, what its value is, and where it is kept. A
 * new key begins here. */
#pragma once

#include "generator/types/types.h"

typedef enum SectionKind {
        SECTION_UNIT,
        SECTION_GROUP,
        SECTION_CONTAINER,
        SECTION_DEFAULTS, /* [Container *] */
        SECTION_INIT,
        SECTION_VOLUME,
        SECTION_REGISTRY,
        SECTION_VARIABLES,
        SECTION_INSTALL,
        _SECTION_MAX,
} SectionKind;

typedef struct Key {
        const char *name;
        SectionKind section;
        const ValueType *type; /* of a key that is not built: type_none */
        size_t offset;         /* of the field in Definition, Container or Volume */
        ValueRule rule;
        const char *field;    /* as the type's, for this key; NULL: that */
        const char *already;  /* of a key that is not built: the keyword that asks for what is so anyway, or
                                 NULL */
        bool not_in_defaults; /* not allowed in [Container *] */
} Key;

/* All keys, a section after the other; *RET_N of them. */
const Key *keys_all(size_t *ret_n);

/* The key NAME (in any case) of SECTION; [Container *] and [Init] have [Container]'s. NULL if there is none.
 */
const Key *key_find(SectionKind section, const char *name);

/* Whether KEY is in the language, but not in this version. */
bool key_is_later(const Key *key);

/* Whether the N bytes at VALUE ask KEY, which is for later, for what this version does anyway. */
bool key_is_already(const Key *key, const char *value, size_t n);

/* A section in which NAME is a key, or -1. */
int key_other_section(const char *name);

/* The key of SECTION that NAME was probably meant to be, or NULL. */
const char *key_suggest(SectionKind section, const char *name);

/* "Container" for SECTION_CONTAINER and so on. */
const char *section_word(SectionKind section);
/* The section of that word, in any case; -1 if there is none. */
int section_from_word(const char *word);
/* The section word that WORD was probably meant to be, or NULL. */
const char *section_suggest(const char *word);
/* Whether a section of this kind has a name. */
bool section_is_named(SectionKind section);
