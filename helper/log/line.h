/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where lines end in what a payload writes, by journald's own rules for the sources of services. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A longer one is cut: LineMax= of journald.conf(5), as it is where nobody has changed it. */
#define LINE_LENGTH_MAX ((size_t)48 * 1024)

/* What ended a line. */
typedef enum LineBreak {
        LINE_BREAK_NEWLINE,
        LINE_BREAK_NUL,
        LINE_BREAK_MAX, /* it is too long, and goes on in the next one */
        LINE_BREAK_END, /* nobody has the pipe open any more */
        _LINE_BREAK_MAX,
} LineBreak;

typedef struct Line {
        size_t length; /* of its text; 0: an empty line, which journald drops */
        size_t taken;  /* with the byte that ended it */
        LineBreak end;
} Line;

/* The first line in the N bytes at TEXT. *SCANNED of them were seen to end none, which a caller keeps, so
 * that no byte is looked at twice, and sets to 0 when it takes the line. ENDED: nothing will follow, so what
 * is left is a line. False if there is none yet. */
bool line_next(const char *text, size_t n, size_t *scanned, bool ended, Line *ret);
