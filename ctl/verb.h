/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a verb of `coslice` is: one row that says all of it. The help texts, and by way of them the
 * completions, are made of it; what coslice(1) says of verbs and options is held against them by
 * tests/manual. */
#pragma once

#include "core/base/strbuf.h"

#include <stddef.h>
#include <stdio.h>

typedef struct VerbOption {
        const char *name;  /* "json", for --json */
        const char *value; /* what stands behind its "=", TIME; NULL: it takes none */
        const char *text;  /* what it is for */
        char letter;       /* 'j', for -j; 0: it has none */
} VerbOption;

/* A command line that was read. */
typedef struct Command {
        char **arguments;   /* what is no option; NULL behind the last */
        const char **given; /* by the option's place in its verb's row: its value, "" if it takes none; NULL
                             * if it isn't given. The last one counts. */
        const StrVec *all;  /* by the same: its values, in order */
} Command;

/* What a verb can't do without. */
enum {
        VERB_NEEDS_GROUP = 1 << 0, /* an argument that names one */
        VERB_HAS_COMMAND = 1 << 1, /* the first argument is followed by a command with options of its own */
};

typedef struct Verb {
        const char *name;
        const char *arguments; /* "[GROUP|FILE…]": as the help text has them; NULL: it takes none */
        const char *summary;   /* for the list of verbs */
        const char *text;      /* for its own help text: lines of up to 95 characters, each with its end */
        const VerbOption *options; /* beside --help, which all have */
        size_t n_options;
        unsigned needs;       /* VERB_… */
        int wrong_status;     /* instead of EXIT_USAGE; 0: that */
        const char *statuses; /* a line for its help text, where they are not those of output.h; or NULL */
        int (*run)(const Command *command); /* an exit status of output.h */
} Verb;

/* Runs VERB with its own arguments, of which argv[0] is its name. Returns an exit status of output.h; what is
 * wrong with the command line is said on standard error. */
int verb_run(const Verb *verb, int argc, char **argv);

/* Prints VERB's help text. */
void verb_help(const Verb *verb, FILE *file);

/* Prints a line for each of N VERBS. */
void verb_list(const Verb *const *verbs, size_t n, FILE *file);
