/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was read and what was said, as text that a test compares. */
#pragma once

#include "generator/syntax/rawtext.h"

/* "Container app:Exec=/bin/true @3\n" for each entry. */
void dump_entries(const IniFile *file, StrBuf *buf);
/* diag_to_string() of each, one a line. */
void dump_diags(const DiagList *diags, StrBuf *buf);
/* A file that reads as FILE does, but for the line numbers. */
void dump_as_file(const IniFile *file, StrBuf *buf);
