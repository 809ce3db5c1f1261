/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics for a terminal. */
#include "ctl/output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int output_error(int error)
{
        fprintf(stderr, "coslice: %s\n", strerror(-error));
        return EXIT_WRONG;
}

static bool has_colours(FILE *file)
{
        const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
        /* NO_COLOR counts unless it is empty, no-color.org. */
        return isatty(fileno(file)) && term && !streq(term, "dumb") && !(no_colour && *no_colour);
}

int output_add_left_out(const DiagList *diags, StrBuf *buf)
{
        return strbuf_addf(buf, "%zu more mistake%s left out", diags->n_left_out,
                           diags->n_left_out == 1 ? " is" : "s are");
}

void output_diags(FILE *file, const DiagList *diags)
{
        static const char *const colours[] = {
                [SEVERITY_NOTE] = "\x1b[36m", [SEVERITY_WARNING] = "\x1b[33m", [SEVERITY_ERROR] = "\x1b[31m"};
        static const char *const words[] = {
                [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
        bool colour = has_colours(file);
        for (size_t i = 0; i < diags->n; i++) {
                const Diag *diag = diags->items + i;
                _cleanup_free_ char *text = diag_to_string(diag);
                fprintf(file, "%s%s:%s %s\n", colour ? colours[diag->severity] : "", words[diag->severity],
                        colour ? "\x1b[0m" : "", text ? text : "out of memory");
        }
        if (diags->n_left_out > 0) {
                _cleanup_strbuf_ StrBuf text = {};
                fprintf(file, "%s\n", output_add_left_out(diags, &text) == 0 ? text.text : "out of memory");
        }
}
