/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text that iniparser is given in place of files, written so that no version of it (4.1 to 4.3) can
 * misread it, and the check that it came back as it was meant. Pure.
 *
 * All values stand in a row, each ended by "^.", with anything but plain characters as ^NN. The row is cut
 * into lines k0=".CUT.", k1=".CUT." and so on, anywhere but in an escape, since iniparser takes 1,022 bytes
 * of a line and needs far longer for many lines than for a few. So no value that it sees is empty or has
 * blanks at its ends, no name repeats, no line is a comment or ends in a backslash, and case does not matter.
 */
#pragma once

#include "core/base/strbuf.h"

typedef struct IniText {
        StrBuf buf;
        size_t lines;
        size_t space; /* for characters in the last line, which is open until TEXT is ended */
} IniText;

void initext_done(IniText *text);
#define _cleanup_initext_ _cleanup_(initext_done)

/* Begins TEXT anew. */
void initext_begin(IniText *text);
/* Appends VALUE. */
void initext_add(IniText *text, const char *value);
/* Ends TEXT. 0, or -ENOMEM if anything of the above failed. */
int initext_end(IniText *text);

/* The name of a line as iniparser_getstring() wants it: "s:k12". */
#define INITEXT_NAME_MAX 32
void initext_name(size_t line, char ret[static INITEXT_NAME_MAX]);

/* What is left of a line that came back. */
typedef struct IniLine {
        const char *at, *end;
} IniLine;

/* Takes GOT, what iniparser has as a line. 0 or -EBADMSG. */
int initext_open(const char *got, IniLine *ret);

/* Holds what is left of LINE against the rest of the value at *VALUE, and moves both on. 0: the value is all
 * there; INITEXT_MORE: the line is at its end, the next one goes on; -EBADMSG: not what was meant. */
enum {
        INITEXT_MORE = 1,
};
int initext_match(IniLine *line, const char **value);
