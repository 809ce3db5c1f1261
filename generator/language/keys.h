/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one table of the language: every key, where it may stand, what its value is, and where it is kept. A
 * new key begins here. */
#pragma once

#include "core/base/strbuf.h"

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

typedef enum ValueType {
        TYPE_LATER, /* in the language, not in this version */
        /* Scalars; the field is a Scalar. */
        TYPE_BOOL,
        TYPE_CORES,
        TYPE_SIZE,
        TYPE_TIME,
        TYPE_COUNT,  /* 1 or more */
        TYPE_NUMBER, /* 0 or more */
        TYPE_ENUM,
        TYPE_TEXT,
        TYPE_HOST_NAME,
        TYPE_USER,
        TYPE_USER_GROUP,
        TYPE_OWNER, /* UID[:GID] */
        TYPE_HOST_PATH,
        TYPE_CONTAINER_PATH,
        TYPE_SIGNAL,
        /* The field is an ItemList. */
        TYPE_WORDS,     /* a scalar of words: the program and its arguments */
        TYPE_WORD_LIST, /* accumulates; several words on a line */
        TYPE_ITEM_LIST, /* accumulates; one on a line */
        TYPE_ENVIRONMENT,
        TYPE_ENVIRONMENT_FILE,
        TYPE_EXIT_STATUS,
        TYPE_ULIMIT,
        TYPE_PORTS,
        TYPE_LABEL_LIST,
        TYPE_PATH_LIST,
        TYPE_URI_LIST,
        TYPE_UNIT_LIST,
        /* [Unit] settings that are handed on. */
        TYPE_DEPENDENCY, /* to group and sandbox */
        TYPE_GROUP_UNITS,
        TYPE_CONDITION,
} ValueType;

typedef struct Key {
        const char *name;
        SectionKind section;
        ValueType type;
        size_t offset;            /* of the field in Definition, Container or Volume */
        const char *const *names; /* TYPE_ENUM: keywords, in the order of their numbers */
        size_t n_names;
        const char *const
                *later; /* TYPE_ENUM: keywords of the language that this version lacks; NULL at the end */
        const char *already;  /* TYPE_LATER: the keyword that asks for what is so in this version; or NULL */
        bool not_in_defaults; /* not allowed in [Container *] */
} Key;

/* All keys, a section after the other; *RET_N of them. */
const Key *keys_all(size_t *ret_n);

/* The key NAME (in any case) of SECTION; [Container *] and [Init] have [Container]'s. NULL if there is none.
 */
const Key *key_find(SectionKind section, const char *name);

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
