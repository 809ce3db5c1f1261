/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verbs share: their options, and diagnostics for a terminal. */
#include "ctl/ctl.h"

#include "core/base/suggest.h"
#include "core/base/utf8.h"

#include <stdlib.h>
#include <string.h>

int ctl_failed(int error)
{
        fprintf(stderr, "coslice: %s\n", strerror(-error));
        return EXIT_WRONG;
}

/* The long option that WORD, "--jsno=x", was meant to be. NULL if there is none, or no memory. */
static const char *meant_option(const char *word, const struct option *options)
{
        const char *names[8];
        size_t n = 0;
        _cleanup_free_ char *name = strndup(word + 2, strcspn(word + 2, "="));
        for (; options->name && n < ARRAY_SIZE(names); options++)
                names[n++] = options->name;
        return name ? suggest(name, names, n) : NULL;
}

/* What getopt_long() has just answered '?' for. Its own sentences show control characters as they are. */
static void say_wrong_option(char **argv, const struct option *options)
{
        const char *word = argv[optind - 1];
        bool is_long = string_after(word, "--") && (optopt == 0 || strchr(word, '='));
        _cleanup_strbuf_ StrBuf shown = {};
        utf8_printable(is_long ? word : (char[]){'-', (char)optopt, '\0'}, &shown);
        const char *meant = is_long ? meant_option(word, options) : NULL;
        fprintf(stderr, "coslice %s: ", argv[0]);
        if (is_long && optopt != 0)
                fprintf(stderr, "%s: this option takes no value\n", shown.text);
        else if (meant)
                fprintf(stderr, "unknown option %s; did you mean --%s?\n", shown.text, meant);
        else
                fprintf(stderr, "unknown option %s; see \"coslice %s --help\"\n", shown.text, argv[0]);
}

int ctl_option(int argc, char **argv, const struct option *options)
{
        opterr = 0;
        int c = getopt_long(argc, argv, "h", options, NULL);
        if (c == '?')
                say_wrong_option(argv, options);
        return c;
}

static bool has_colours(FILE *file)
{
        const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
        return isatty(fileno(file)) && term && !streq(term, "dumb") && !(no_colour && *no_colour);
}

int ctl_add_left_out(const DiagList *diags, StrBuf *buf)
{
        return strbuf_addf(buf, "%zu more mistake%s left out", diags->n_left_out,
                           diags->n_left_out == 1 ? " is" : "s are");
}

void ctl_print_diags(FILE *file, const DiagList *diags)
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
                fprintf(file, "%s\n", ctl_add_left_out(diags, &text) == 0 ? text.text : "out of memory");
        }
}
