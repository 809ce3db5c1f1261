/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of keys of others, for foreign.c alone. */
#pragma once

#include "generator/keys.h"

typedef struct ForeignKey {
        SectionKind section;
        const char *name;     /* in any case, "_" for "-" too; a "*" at the end stands for whatever follows */
        const char *harmless; /* with this value it has no effect and may stay; "": the section's own name */
        const char *advice;   /* NULL: by the value, see foreign.c */
} ForeignKey;

/* The first that fits counts. */
extern const ForeignKey foreign_keys[];
extern const size_t n_foreign_keys;
