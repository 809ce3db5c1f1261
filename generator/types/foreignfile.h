/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of Quadlet, which people name where a unit is wanted: a list of units keeps their names, so that what
 * to write instead can be told once the containers are known. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct ForeignFile {
        const char *suffix; /* x.network */
        const char *
                service; /* makes x-network.service; NULL: x.service, told as a unit named like a container */
        const char *what; /* why it isn't needed; NULL: it is a group or a container */
} ForeignFile;

extern const ForeignFile foreign_files[];
extern const size_t n_foreign_files;

/* The length of WORD before the SUFFIX, in any case; 0: it has another one, or nothing before it. */
size_t foreign_file_stem(const char *word, const char *suffix);

/* Whether WORD is called as a file of Quadlet is, "db.container", which is no unit's name. */
bool foreign_file_names(const char *word);
