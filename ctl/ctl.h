/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verbs of `coslice` share. */
#pragma once

#include "core/base/diag.h"

#include <getopt.h>
#include <stdio.h>

/* Exit statuses. */
enum { EXIT_FINE = 0, EXIT_WRONG = 1, EXIT_USAGE = 2 };

/* Values of options that have no letter: no letter is one of them. */
enum { OPTION_JSON = 256 };

/* The next option of a verb's ARGV, as getopt_long(3) has it: a value of OPTIONS, which ends with an empty
 * row; 'h' for -h as well; -1 at the end. '?' is a wrong one, after a sentence about it on
 * standard error. */
int ctl_option(int argc, char **argv, const struct option *options);

/* Prints the diagnostics, coloured where FILE is a terminal that can and NO_COLOR is not set. */
void ctl_print_diags(FILE *file, const DiagList *diags);

/* "3 more mistakes are left out". Appends; 0 or -ENOMEM. */
int ctl_add_left_out(const DiagList *diags, StrBuf *buf);

/* Says on standard error why a verb failed, and returns EXIT_WRONG. */
int ctl_failed(int error);
