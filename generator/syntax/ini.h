/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of group files, by way of iniparser: nothing misread, and line numbers kept. */
#pragma once

#include "generator/syntax/rawtext.h"

/* What reading many files shares: a file in memory, since iniparser wants a path. */
typedef struct IniReader {
        int fd;      /* -1 before the first */
        size_t size; /* bytes that it holds */
} IniReader;

#define INI_READER_INIT ((IniReader){.fd = -1})

void ini_reader_done(IniReader *reader);
#define _cleanup_ini_reader_ _cleanup_(ini_reader_done)

/* A file to read. */
typedef struct IniSource {
        const char *text; /* SIZE bytes, which need not end in NUL */
        size_t size;
        const char *path; /* for messages; it isn't opened */
        DiagList *diags;  /* where mistakes go, all of them, in order; sources may share one */
        IniFile *file;    /* the result: NULL before, the caller's to free after */
} IniSource;

/* Reads N files: 0, and what can be read of each in its source (rawtext_read() says what is a mistake and in
 * what words). Several at once are cheaper than one by one, as they share loads of iniparser; a dozen are
 * enough. -errno if it failed itself, with no result; -EBADMSG if iniparser gave back anything but what the
 * texts say: never a silent misreading. */
int ini_read_many(IniReader *reader, IniSource *sources, size_t n);

/* The same for a single file. */
int ini_read(const char *text, size_t size, const char *path, DiagList *diags, IniFile **ret);
