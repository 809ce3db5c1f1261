/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files read together: those of several groups at once, since they then share loads of iniparser. */
#pragma once

#include "generator/syntax/ini.h"

/* A file as it was read, with what there is to say of it. */
typedef struct ReadFile {
        const char *path; /* borrowed */
        char *text;       /* NULL if it can't be read, and once it is parsed */
        size_t size;
        bool closed; /* not all users of the host can read it */
        DiagList diags;
        IniFile *file; /* NULL before it is parsed */
} ReadFile;

typedef struct FileSet {
        ReadFile *items;
        size_t n;
        size_t space;
} FileSet;

void file_set_done(FileSet *files);
#define _cleanup_file_set_ _cleanup_(file_set_done)

/* Reads the file PATH, which must stay until FILES is done with. That it can't be read is a diagnostic. 0 or
 * -errno. */
int file_set_add(FileSet *files, const char *path);
/* The same for SIZE bytes of TEXT as the file PATH. */
int file_set_add_text(FileSet *files, const char *path, const char *text, size_t size);

/* Parses them all (ini.h). 0 or -errno. */
int file_set_parse(FileSet *files, IniReader *reader);
