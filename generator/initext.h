/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text that iniparser is given in place of files: every value under a number, written so that no version
 * of it (4.1 to 4.3) can misread it, and the check that it came back as it was meant. Pure.
 *
 * Value 12 is k12=".VALUE.", with anything but plain characters as ^NN. One too long for a line of iniparser
 * (1,022 bytes) is k12=".VAL+", k12.1=".UE.". So no value is empty or has blanks at its ends, no name
 * repeats, no line is a comment or ends in a backslash, and case does not matter. */
#pragma once

#include "core/strbuf.h"

#define INITEXT_HEADER "[s]\n" /* what the text begins with */

/* The name of a piece of a value as iniparser_getstring() wants it: "s:k12.1". */
#define INITEXT_NAME_MAX 64
void initext_name(size_t number, size_t piece, char ret[static INITEXT_NAME_MAX]);

/* Appends VALUE as number NUMBER and adds the lines that it took to *LINES. 0 or -ENOMEM. */
int initext_add(StrBuf *buf, size_t number, const char *value, size_t *lines);

/* Holds GOT, what iniparser has as the next piece of a value, against the rest of it at *VALUE, and moves
 * that on. 0: all is there; INITEXT_MORE: another piece follows; -EBADMSG: not what was meant. */
enum {
        INITEXT_MORE = 1,
};
int initext_match(const char *got, const char **value);
