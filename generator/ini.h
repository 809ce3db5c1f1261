/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of group files, by way of iniparser: nothing misread, and line numbers kept. */
#pragma once

#include "generator/rawtext.h"

/* What reading many files shares: a file in memory, since iniparser wants a path. fd is -1 before the first.
 */
typedef struct IniReader {
        int fd;
} IniReader;

#define INI_READER_INIT ((IniReader){.fd = -1})

void ini_reader_done(IniReader *reader);
#define _cleanup_ini_reader_ _cleanup_(ini_reader_done)

/* Reads SIZE bytes of TEXT as the file PATH, which itself isn't opened: 0, and what can be read in RET.
 * Mistakes go to DIAGS, all of them, in order (rawtext_read() says which and in what words). -errno if it
 * failed itself; -EBADMSG if iniparser gave back anything but what the text says: never a silent misreading.
 */
int ini_reader_read(IniReader *reader, const char *text, size_t size, const char *path, DiagList *diags,
                    IniFile **ret);

/* The same for a single file. */
int ini_read(const char *text, size_t size, const char *path, DiagList *diags, IniFile **ret);
