/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verbs of `coslice` say, and what they exit with. */
#pragma once

#include "core/base/diag.h"

#include <stdio.h>

/* Exit statuses. */
enum { EXIT_FINE = 0, EXIT_WRONG = 1, EXIT_USAGE = 2 };

/* Prints the diagnostics, coloured where FILE is a terminal that can and NO_COLOR is not set. */
void output_diags(FILE *file, const DiagList *diags);

/* "3 more mistakes are left out". Appends; 0 or -ENOMEM. */
int output_add_left_out(const DiagList *diags, StrBuf *buf);

/* Says on standard error why a verb failed, and returns EXIT_WRONG. */
int output_error(int error);
