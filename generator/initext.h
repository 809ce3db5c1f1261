/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text that iniparser is given in place of the file: the same sections and values, written so that no
 * version of it (4.1 to 4.3) can misread them, and the check that each value came back as it was meant. Pure.
 *
 * Section 12 is [s12], the value of entry 345 is k345=".VALUE.", with anything but plain characters as ^NN.
 * One too long for a line of iniparser (1,022 bytes) is k345=".VAL+", k345.1=".UE.". So no value is empty or
 * has blanks at its ends, no name repeats, no line is a comment or ends in a backslash, and case does not
 * matter. */
#pragma once

#include "generator/rawtext.h"

/* A piece's name as iniparser_getstring() wants it: "s12:k345.2". */
#define INITEXT_NAME_MAX 80
void initext_name(size_t section, size_t entry, size_t piece, char ret[static INITEXT_NAME_MAX]);

/* Appends the text of entries FIRST to *RET_NEXT - 1 to BUF: as many of those that are left as one load takes
 * well, at least one. 0 or -ENOMEM. */
int initext_write(const IniFile *file, size_t first, StrBuf *buf, size_t *ret_next);

/* Holds GOT, what iniparser has as the next piece of a value, against the rest of it at *VALUE, and moves
 * that on. 0: all is there; INITEXT_MORE: another piece follows; -EBADMSG: not what was meant. */
enum {
        INITEXT_MORE = 1,
};
int initext_match(const char *got, const char **value);
