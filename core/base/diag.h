/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics: what is wrong with a definition, where, and what was expected. Pure code collects them; a main
 * prints them. */
#pragma once

#include "core/base/strbuf.h"

typedef enum Severity {
        SEVERITY_NOTE,    /* accepted, without effect */
        SEVERITY_WARNING, /* accepted, probably not what was meant */
        SEVERITY_ERROR,   /* the definition is refused */
} Severity;

/* A place in a definition. The strings are borrowed: they live as long as the definition's files do. */
typedef struct Place {
        const char *file;    /* full path, or NULL */
        unsigned line;       /* from 1; 0 where there is none */
        const char *section; /* "Container app", or NULL */
        const char *key;     /* as it stands in the table of keys, or NULL */
} Place;

typedef struct Diag {
        Severity severity;
        char *file; /* full path, or NULL */
        unsigned line;
        char *section;
        char *key;
        char *message; /* one line, without a full stop */
        bool secret;   /* the message shows a value that may be a secret: for who wrote it, not for logs */
} Diag;

typedef struct DiagList {
        Diag *items;
        size_t n;
        size_t space;
        size_t n_errors;   /* those that were left out too */
        size_t n_left_out; /* beyond DIAGS_MAX */
        bool secret;       /* of what is added from now on */
} DiagList;

/* What more is wrong helps nobody, and must not fill memory and logs. */
#define DIAGS_MAX 1024

void diag_list_done(DiagList *list);
#define _cleanup_diag_list_ _cleanup_(diag_list_done)

/* Adds one, or counts it as left out; 0 or -ENOMEM. Control characters and bytes that are not UTF-8 in
 * MESSAGE are written as \xNN, since the text ends in unit files, logs and terminals. */
int diag_add(DiagList *list, Severity severity, const Place *place, const char *format, ...) _printf_(4, 5);
#define diag_error(list, place, ...)   diag_add(list, SEVERITY_ERROR, place, __VA_ARGS__)
#define diag_warning(list, place, ...) diag_add(list, SEVERITY_WARNING, place, __VA_ARGS__)
#define diag_note(list, place, ...)    diag_add(list, SEVERITY_NOTE, place, __VA_ARGS__)

/* Puts all of FROM at the end of TO, as far as there is room. 0 or -ENOMEM. */
int diag_list_move(DiagList *from, DiagList *to);

/* Sorts by file, in the order in which the files appeared, then by line; keeps the order within a line. Of
 * diagnostics that say the same, one is kept. */
void diag_list_sort(DiagList *list);

/* "web.group:12: [Container app] Memory=: …": the file's base name (behind that of its folder, if it is a
 * drop-in), the line, then section and key where there are any. NULL without memory. */
char *diag_to_string(const Diag *diag);

/* The same for the kernel log and a refused unit, which others read: a message that may show a secret gives
 * way to the command that shows it. NULL without memory. */
char *diag_to_log_string(const Diag *diag);

/* Where PLACE is, for a message about FROM: "line 12", or "web.group:12" if that is another file. NULL
 * without memory. */
char *place_to_string(const Place *place, const Place *from);
