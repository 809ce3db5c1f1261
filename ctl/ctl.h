/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verbs of `coslice` share. Each verb gets its own arguments (argv[0] is the verb) and returns the
 * exit status: 0 fine, 1 it went wrong, 2 usage. */
#pragma once

#include "core/diag.h"
#include "generator/load.h"
#include "generator/scan.h"

#include <stdio.h>

enum { EXIT_FINE = 0, EXIT_WRONG = 1, EXIT_USAGE = 2 };

int verb_check(int argc, char **argv);
int verb_show(int argc, char **argv);

/* A group that an argument names: "web", "coslice@web", "coslice@web.service" or the path of a file. */
typedef struct NamedGroup {
        char *name;
        char *path;
        const StrVec *drop_ins; /* of SCAN; or NULL */
} NamedGroup;

void named_group_done(NamedGroup *group);
#define _cleanup_named_group_ _cleanup_(named_group_done)

/* Finds it. 0; 1 with a sentence on standard error; -errno. */
int ctl_find_group(const Scan *scan, const char *argument, NamedGroup *ret);

/* Scans the search path; what is wrong there goes to DIAGS. 0 or -errno. */
int ctl_scan(DiagList *diags, Scan *ret);

/* Loads GROUP with the units' directory of this build. 0 or -errno. */
int ctl_load(const NamedGroup *group, DiagList *diags, LoadedGroup *ret);

/* Prints the diagnostics, coloured where FILE is a terminal that can and NO_COLOR is not set. */
void ctl_print_diags(FILE *file, const DiagList *diags);

/* Says on standard error why a verb failed, and returns EXIT_WRONG. */
int ctl_failed(int error);
