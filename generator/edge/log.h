/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a generator can speak: the kernel log while systemd runs it, standard error when a person does
 * (systemd.generator(7)). */
#pragma once

#include "core/base/diag.h"

/* Says one line. */
void log_line(Severity severity, const char *text);
void log_linef(Severity severity, const char *format, ...) _printf_(2, 3);

/* Says errors and warnings of LIST; with notes when a person runs the generator. */
void log_diags(const DiagList *list);
