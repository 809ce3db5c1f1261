/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the lab says about itself. */
#include "tests/lab/nested/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void report(const char *format, ...)
{
        va_list args;
        va_start(args, format);
        fputs("lab: ", stderr);
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
        va_end(args);
}

int report_errno(int r, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        fputs("lab: ", stderr);
        vfprintf(stderr, format, args);
        fprintf(stderr, ": %s\n", strerror(-r));
        va_end(args);
        return r;
}
