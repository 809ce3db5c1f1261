/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the lab says about itself, on stderr: COMMAND alone owns stdout. */
#pragma once

#include "core/base/cleanup.h"

/* One line, "lab: TEXT". */
void report(const char *format, ...) _printf_(1, 2);

/* One line, "lab: TEXT: what the error R (-errno) means". Returns R. */
int report_errno(int r, const char *format, ...) _printf_(2, 3);
