/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of the language: every key, where it may stand, what its value is, where it is kept, and what
 * holds without it. A new key begins in the file of its section, key-SECTION.c. */
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

enum {
        KEY_OWN = 1 << 0,     /* each container has its own: not in [Container *] */
        KEY_NEEDED = 1 << 1,  /* there is no default */
        KEY_DECIDES = 1 << 2, /* which other keys the section takes */
        KEY_SECRET = 1 << 3,  /* values may be secrets: they are not told to all */
        KEY_DEPENDS = 1 << 4, /* the default holds in some cases: plan/sum.c, definition_network() */
};

/* A type of volume in a set of them. */
#define VOLUME_BIT(name) (1U << VOLUME_##name)
#define VOLUME_ALL       ((1U << _VOLUME_TYPE_MAX) - 1)

/* All that is known of a key. Each start of the generator relocates all of them, which costs a page fault per
 * 4 KiB: what few keys have stands behind a pointer. */
typedef struct Key {
        const char *name;
        SectionKind section;
        Feature needs;
        const char *already;   /* where it doesn't: the keyword that asks for what is so anyway, or NULL */
        const ValueType *type; /* of a key that is not built: type_none, if nothing is kept of it */
        const ValueRule *rule; /* NULL: none, for which key_rule() has one that demands nothing */
        const char *field;     /* as the type's, for this key; NULL: that */
        uint32_t offset;       /* of the field in Definition, Container, Volume or Registry */
        uint32_t from_group;   /* that of Definition whose value a container has that says nothing; 0: none */
        uint64_t fallback;     /* the number of a Scalar where nothing is said */
        unsigned flags;        /* KEY_… */
        uint32_t volume_types; /* of [Volume]: VOLUME_BIT() of each type that has the key */
        /* What is handed on as it is, if it is set: */
        const char *bind;   /* the placeholder of templates/ that it fills, or NULL */
        const char *option; /* the option of "coslice-helper run" that it becomes, or NULL */
} Key;

/* What KEY's type is to hold its values to. */
const ValueRule *key_rule(const Key *key);

/* The keys of SECTION that have a field, *RET_N of them; [Container *] and [Init] have [Container]'s. */
const Key *keys_kept(SectionKind section, size_t *ret_n);

/* The one behind KEY, of all keys of its section; the first of SECTION for NULL, NULL behind the last. */
const Key *key_next_in(SectionKind section, const Key *key);

/* The same, a section after the other. */
const Key *key_next(const Key *key);

/* The key NAME (in any case) of SECTION; [Container *] and [Init] have [Container]'s. NULL if there is none.
 */
const Key *key_find(SectionKind section, const char *name);

/* Whether KEY is in the language, but nothing is built of it. */
bool key_is_later(const Key *key);

/* Whether the N bytes at VALUE ask KEY, which is for later, for what this version does anyway. */
bool key_is_already(const Key *key, const char *value, size_t n);

/* A section in which NAME is a key, or -1. */
int key_other_section(const char *name);

/* The key of SECTION whose field is at OFFSET, which one of them has. */
const Key *key_at(SectionKind section, size_t offset);

/* The key of SECTION that NAME was probably meant to be, or NULL. */
const char *key_suggest(SectionKind section, const char *name);

/* "Container" for SECTION_CONTAINER and so on. */
const char *section_word(SectionKind section);
/* The section of that word, in any case; -1 if there is none. */
int section_from_word(const char *word);
/* The section word that WORD was probably meant to be, or NULL. */
const char *section_suggest(const char *word);
/* The feature without which there are no such sections. */
Feature section_needs(SectionKind section);
/* Whether a section of this kind has a name. */
bool section_is_named(SectionKind section);
