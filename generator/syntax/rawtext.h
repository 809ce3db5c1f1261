/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The raw text of a group file: its lines, sections and assignments, each with the line it came from. This is
 * the syntax of the language alone (systemd.syntax(7), made strict); what the words mean is for later stages.
 * Pure: it neither reads files nor knows iniparser. */
#pragma once

#include "core/base/diag.h"

#define INI_FILE_MAX     (1024 * 1024) /* bytes of a file */
#define INI_VALUE_MAX    (64 * 1024)   /* bytes of a value, joined and trimmed */
#define INI_NAME_MAX     255           /* bytes of a key, and of what stands between "[" and "]" */
#define INI_SECTIONS_MAX 1024          /* sections, repeated ones too; each is compared with the others */
#define INI_MISTAKES_MAX 1000          /* mistakes told of a file, fewer than DIAGS_MAX: none is left out */

typedef struct IniEntry {
        char *key;   /* as typed: A-Z a-z 0-9 "_" "." "-" */
        char *value; /* all that follows "=", continuations joined, blanks at both ends taken off */
        unsigned line;
        size_t section; /* index */
} IniEntry;

/* "[Container app]" is kind "Container" and name "app", both as typed; name is NULL where there is none.
 * Each header is a section of its own here, also where it repeats another one: what that means is for later
 * stages, but for one with a name, where it is an error. */
typedef struct IniSection {
        char *kind;
        char *name;
        unsigned line;
} IniSection;

typedef struct IniFile {
        char *path;
        IniSection *sections;
        size_t n_sections;
        IniEntry *entries; /* in file order */
        size_t n_entries;
        IniEntry orphan; /* the first assignment before any section, which is a mistake; key is NULL: none */
        char *strings;   /* what all of the above lie in */
} IniFile;

IniFile *ini_file_free(IniFile *file);
DEFINE_CLEANUP(IniFile *, ini_file_free)
#define _cleanup_ini_file_ _cleanup_(ini_file_freep)

/* Reads SIZE bytes of TEXT, which need not end in NUL, as the file PATH. 0 or -ENOMEM. Mistakes go to DIAGS,
 * in the order of the lines, and what can be read beside them is returned. No message quotes a value or a
 * line that isn't understood, since that may be a secret: only keys, sections, lines and single characters.
 */
int rawtext_read(const char *text, size_t size, const char *path, DiagList *diags, IniFile **ret);
