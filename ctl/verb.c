/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A verb's row made use of: its command line read, its help text written. */
#include "ctl/verb.h"

#include "core/base/suggest.h"
#include "core/base/utf8.h"
#include "ctl/output.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* What getopt_long() answers for options that have no letter: no letter is one of them. */
enum { OPTION_HELP = 256, OPTION_FIRST };

/* Between the columns of a list. Completions tell its lines by two blanks or more behind the first word. */
enum { GAP = 4 };

void verb_list(const Verb *const *verbs, size_t n, FILE *file)
{
        size_t width = 0;
        for (size_t i = 0; i < n; i++)
                if (strlen(verbs[i]->name) > width)
                        width = strlen(verbs[i]->name);
        for (size_t i = 0; i < n; i++)
                fprintf(file, "  %-*s%s\n", (int)width + GAP, verbs[i]->name, verbs[i]->summary);
}

/* "--json", "--since=TIME"; in lists "-j, --json". */
static void print_option(const VerbOption *option, bool listed, FILE *file)
{
        if (listed && option->letter)
                fprintf(file, "-%c, ", option->letter);
        fprintf(file, "--%s%s%s", option->name, option->value ? "=" : "", option->value ? option->value : "");
}

static int option_width(const VerbOption *option)
{
        return (int)((option->letter ? strlen("-j, ") : 0) + strlen("--") + strlen(option->name) +
                     (option->value ? 1 + strlen(option->value) : 0));
}

static void print_options(const Verb *verb, FILE *file)
{
        static const VerbOption help = {.name = "help", .text = "this text"};
        int width = option_width(&help);
        for (size_t i = 0; i < verb->n_options; i++)
                if (option_width(verb->options + i) > width)
                        width = option_width(verb->options + i);
        for (size_t i = 0; i <= verb->n_options; i++) {
                const VerbOption *option = i < verb->n_options ? verb->options + i : &help;
                fputs("  ", file);
                print_option(option, true, file);
                fprintf(file, "%*s%s\n", width + GAP - option_width(option), "", option->text);
        }
}

void verb_help(const Verb *verb, FILE *file)
{
        fprintf(file, "coslice %s", verb->name);
        for (size_t i = 0; i < verb->n_options; i++) {
                fputs(" [", file);
                print_option(verb->options + i, false, file);
                fputs("]", file);
        }
        fprintf(file, "%s%s\n\n%s\n", verb->arguments ? " " : "", verb->arguments ? verb->arguments : "",
                verb->text);
        print_options(verb, file);
        fprintf(file, "\nExit status: %s.\n",
                verb->statuses ? verb->statuses : "0 all is right, 1 something is wrong, 2 the command is");
}

/* The options of VERB as getopt_long(3) wants them, to be freed. NULL without memory. */
static struct option *long_options(const Verb *verb)
{
        struct option *options = calloc(verb->n_options + 2, sizeof *options);
        for (size_t i = 0; options && i < verb->n_options; i++)
                options[i] = (struct option){verb->options[i].name,
                                             verb->options[i].value ? required_argument : no_argument, NULL,
                                             OPTION_FIRST + (int)i};
        if (options)
                options[verb->n_options] = (struct option){"help", no_argument, NULL, OPTION_HELP};
        return options;
}

/* The same of letters, for getopt_long(3); RET has room for it. */
static void short_options(const Verb *verb, char *ret)
{
        if (verb->needs & VERB_HAS_COMMAND)
                *ret++ = '+';
        *ret++ = 'h';
        for (size_t i = 0; i < verb->n_options; i++) {
                if (!verb->options[i].letter)
                        continue;
                *ret++ = verb->options[i].letter;
                if (verb->options[i].value)
                        *ret++ = ':';
        }
        *ret = '\0';
}

/* The place of the option that getopt_long() answers C for; the number of options if it is none's. */
static size_t option_of(const Verb *verb, int c)
{
        size_t i = 0;
        if (c >= OPTION_FIRST)
                return (size_t)(c - OPTION_FIRST);
        while (i < verb->n_options && (!verb->options[i].letter || verb->options[i].letter != c))
                i++;
        return i;
}

/* The long option that WORD, "--jsno=x", was meant to be. NULL if there is none, or no memory. */
static const char *meant_option(const char *word, const struct option *options, size_t n)
{
        _cleanup_free_ const char **names = calloc(n, sizeof *names);
        _cleanup_free_ char *name = strndup(word + 2, strcspn(word + 2, "="));
        for (size_t i = 0; names && i < n; i++)
                names[i] = options[i].name;
        return names && name ? suggest(name, names, n) : NULL;
}

/* Says what getopt_long() has just answered '?' for. Its own sentences show control characters as they are.
 */
static void say_wrong_option(const Verb *verb, char **argv, const struct option *options)
{
        const char *word = argv[optind - 1];
        /* It tells an unknown long option by 0, and by its number one whose value is too much or missing. */
        bool is_long = optopt == 0 || optopt >= OPTION_HELP;
        _cleanup_strbuf_ StrBuf shown = {};
        utf8_printable(is_long ? word : (char[]){'-', (char)optopt, '\0'}, &shown);
        const char *meant = optopt == 0 ? meant_option(word, options, verb->n_options + 1) : NULL;
        size_t i = optopt == OPTION_HELP ? verb->n_options : option_of(verb, optopt);
        fprintf(stderr, "coslice %s: ", verb->name);
        if (i < verb->n_options && verb->options[i].value)
                fprintf(stderr, "%s: this option needs a value, --%s=%s\n", shown.text, verb->options[i].name,
                        verb->options[i].value);
        else if (optopt >= OPTION_HELP)
                fprintf(stderr, "%s: this option takes no value\n", shown.text);
        else if (meant)
                fprintf(stderr, "unknown option %s; did you mean --%s?\n", shown.text, meant);
        else
                fprintf(stderr, "unknown option %s; see \"coslice %s --help\"\n", shown.text, verb->name);
}

/* Whether VERB may have ARGUMENTS; why not is said. */
static bool takes_arguments(const Verb *verb, char **arguments)
{
        if (!*arguments && verb->needs & VERB_NEEDS_GROUP)
                fprintf(stderr, "coslice %s: which group? See \"coslice %s --help\"\n", verb->name,
                        verb->name);
        else if (*arguments && !verb->arguments)
                fprintf(stderr, "coslice %s: it takes no arguments; see \"coslice %s --help\"\n", verb->name,
                        verb->name);
        else
                return true;
        return false;
}

/* What was given, by the place of each option. */
typedef struct Given {
        const char **last;
        StrVec *all;
        size_t n;
} Given;

static void given_done(Given *given)
{
        for (size_t i = 0; given->all && i < given->n; i++)
                strvec_done(given->all + i);
        free(given->all);
        free(given->last);
}

/* 0; 1: the help text is asked for; EXIT_USAGE, which was told; or -ENOMEM. */
static int read_options(const Verb *verb, int argc, char **argv, const Given *given)
{
        _cleanup_free_ struct option *options = long_options(verb);
        _cleanup_free_ char *letters = malloc(2 * verb->n_options + sizeof "+h");
        if (!options || !letters)
                return -ENOMEM;
        short_options(verb, letters);
        opterr = 0;
        optind = 0; /* from the beginning, by glibc's convention */
        for (int c; (c = getopt_long(argc, argv, letters, options, NULL)) >= 0;) {
                size_t i = option_of(verb, c);
                if (c == '?') {
                        say_wrong_option(verb, argv, options);
                        return EXIT_USAGE;
                }
                if (i >= verb->n_options)
                        return 1;
                given->last[i] = optarg ? optarg : "";
                if (strvec_add(given->all + i, given->last[i]) < 0)
                        return -ENOMEM;
        }
        return 0;
}

static int run_read(const Verb *verb, int argc, char **argv, const Given *given)
{
        int r = read_options(verb, argc, argv, given);
        if (r < 0)
                return output_error(r);
        if (r == EXIT_USAGE)
                return r;
        if (r > 0) {
                verb_help(verb, stdout);
                return EXIT_FINE;
        }
        if (!takes_arguments(verb, argv + optind))
                return EXIT_USAGE;
        return verb->run(&(Command){.arguments = argv + optind, .given = given->last, .all = given->all});
}

int verb_run(const Verb *verb, int argc, char **argv)
{
        _cleanup_(given_done) Given given = {.n = verb->n_options};
        given.last = calloc(verb->n_options + 1, sizeof *given.last);
        given.all = calloc(verb->n_options + 1, sizeof *given.all);
        if (!given.last || !given.all)
                return output_error(-ENOMEM);
        int status = run_read(verb, argc, argv, &given);
        return status == EXIT_USAGE && verb->wrong_status ? verb->wrong_status : status;
}
