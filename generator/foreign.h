/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of keys, words and sections of others, for foreign*.c alone. */
#pragma once

#include "generator/keys.h"

/* The end of an answer that names what is in the language but not built. */
#define FOREIGN_NOT_YET " (which this version of coslice does not support yet)"

typedef struct ForeignKey {
        const char *name; /* in any case, "_" and "-" don't count; a "*" at the end stands for what follows */
        /* With this value, or one of several parted by "|", it has no effect and may stay: a truth value, an
         * octal mode or a word. "": the section's own name. The note is ADVICE if that ends in "leave this
         * out"; else ADVICE is for other values, and the note says that it is so anyway. */
        const char *harmless;
        const char *advice; /* NULL: by the value, see foreign-mount.c */
} ForeignKey;

typedef struct ForeignTable {
        SectionKind section; /* where its keys are brought along to */
        const ForeignKey *keys;
        size_t n;
} ForeignTable;

extern const ForeignTable foreign_quadlet_containers, foreign_quadlet_groups, foreign_quadlet_volumes;
extern const ForeignTable foreign_compose_containers, foreign_compose_groups, foreign_compose_volumes;
extern const ForeignTable foreign_run_containers;
extern const ForeignTable foreign_pod_containers, foreign_pod_groups, foreign_pod_volumes;
extern const ForeignTable foreign_service_run, foreign_service_sandbox, foreign_service_resources;
extern const ForeignTable foreign_slice_groups, foreign_units, foreign_mount_volumes, foreign_installs;

/* All of them. The first row that fits counts; behind one with harmless values another one of the same name
 * may be for the others. */
extern const ForeignTable *const foreign_tables[];
extern const size_t n_foreign_tables;

typedef struct ForeignWord {
        const char *key, *word, *advice; /* the word alone, or up to a ":" */
} ForeignWord;
extern const ForeignWord foreign_words[];
extern const size_t n_foreign_words;

/* A key that an advice names: "Network=host". */
typedef struct NamedKey {
        const Key *key; /* NULL: it is not of the language */
        const char *text;
        size_t n_name, n_value;
} NamedKey;

/* The next "Name=" in *TEXT, which moves behind it. It is a key of the section that stands behind it, "Name=
 * in [Group]", else of SECTION, else of any other. */
bool foreign_next_key(const char **text, SectionKind section, NamedKey *ret);

/* Says at the end of ADVICE, from the byte BEGIN on, which of the keys and sections that it names are not
 * built yet. 0 or -ENOMEM. */
int foreign_add_later(StrBuf *advice, size_t begin, SectionKind section);

/* Quadlet's Mount=type=…: appends the line that does the same, as far as VALUE can be read. 0 or -ENOMEM. */
int foreign_add_mount(StrBuf *advice, const char *value);
