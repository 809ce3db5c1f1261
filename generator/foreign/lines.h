/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of others in a file: where each stands, and its one answer. */
#pragma once

#include "generator/foreign/foreign.h"
#include "generator/model/definition.h"
#include "generator/syntax/rawtext.h"

/* A key that an answer led to. */
typedef struct AnsweredKey {
        char *place; /* "Container app" */
        const Key *key;
        unsigned line;
} AnsweredKey;

/* What lines of a section refer to. */
typedef struct SectionNames {
        char *container;  /* its name, also if it is still to be given; NULL: it is no container's */
        const char *near; /* the container at hand: its own, else the one before, else the one behind */
} SectionNames;

/* What is looked at, and what was answered so far. */
typedef struct ForeignLines {
        const Definition *def;
        const IniFile *file;
        SectionNames *sections;     /* of each of the file's */
        StrVec containers, volumes; /* the names of those that the file has, also if they are to be given */
        AnsweredKey *answered;
        size_t n_answered;
} ForeignLines;

/* FILE of DEF, both borrowed. 0 or -ENOMEM. */
int foreign_lines_begin(const Definition *def, const IniFile *file, ForeignLines *ret);
void foreign_lines_done(ForeignLines *lines);
#define _cleanup_foreign_lines_ _cleanup_(foreign_lines_done)

/* Appends the answer for ENTRY, which stands in a section of the KIND, _SECTION_MAX for one of others: as
 * foreign_answer_key() does. An answer that leads to what is set already says so instead. */
int foreign_lines_answer(ForeignLines *lines, const IniEntry *entry, SectionKind kind, StrBuf *advice,
                         bool *ret_harmless);

/* The same for ENTRY's value where KEY is of the language: as foreign_answer_value() does. */
int foreign_lines_value(const ForeignLines *lines, const IniEntry *entry, SectionKind kind, const Key *key,
                        StrBuf *advice);

/* The name that SECTION of the file is to have, which has none: of ContainerName= or VolumeName=, else by the
 * group's. 0 or -ENOMEM. */
int foreign_lines_name(const ForeignLines *lines, size_t section, char **ret);

/* Where a line of SECTION goes: "Container app", also if that name is still to be given. 0 or -ENOMEM. */
int foreign_lines_place(const ForeignLines *lines, size_t section, char **ret);

/* The line that sets KEY at PLACE, of the file or of an answer remembered; 0 if there is none. */
unsigned foreign_lines_find(const ForeignLines *lines, const Key *key, const char *place);

/* An answer in LINE led to KEY at PLACE. 0 or -ENOMEM. */
int foreign_lines_remember(ForeignLines *lines, const char *place, const Key *key, unsigned line);

/* Takes out of the answer for ENTRY, ADVICE from the byte BEGIN on, the lines that set once what is set
 * already, and remembers the others. 0 or -ENOMEM. */
int foreign_lines_settle(ForeignLines *lines, const IniEntry *entry, SectionKind kind, size_t begin,
                         StrBuf *advice);
