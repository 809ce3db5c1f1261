/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice: the command for people. */
#include "core/base/suggest.h"
#include "core/base/utf8.h"
#include "ctl/output.h"
#include "ctl/verbs/elsewhere.h"
#include "ctl/verbs/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define ROW(name) &coslice_##name,
static const Verb *const verbs[] = {COSLICE_VERBS(ROW)};

static void print_help(FILE *file)
{
        fprintf(file, "coslice VERB [ARGUMENT…]\n\nContainer groups, run by systemd itself.\n\n");
        verb_list(verbs, ARRAY_SIZE(verbs), file);
        fprintf(file, "\n  --help, --version; \"coslice VERB --help\" says more.\n\n"
                      "A group web, defined by /etc/coslice/groups/web.group, is started with\n"
                      "  systemctl start coslice@web\n"
                      "and its container app writes its log to\n"
                      "  journalctl -u coslice@web_app\n");
}

static int unknown_verb(const char *word, char **arguments)
{
        const char *names[ARRAY_SIZE(verbs)];
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
                names[i] = verbs[i]->name;
        _cleanup_strbuf_ StrBuf shown = {}, elsewhere = {};
        int r = elsewhere_describe(word, arguments, &elsewhere);
        if (r < 0 || utf8_printable(word, &shown) < 0)
                return output_error(-ENOMEM);
        const char *meant = suggest(word, names, ARRAY_SIZE(verbs));
        if (r == 0)
                fprintf(stderr, "coslice: %s\n", elsewhere.text);
        else
                fprintf(stderr, "coslice: unknown %s %s; %s%s%s\n", word[0] == '-' ? "option" : "verb",
                        shown.text ? shown.text : "\"\"", meant ? "did you mean " : "see \"coslice --help",
                        meant ? meant : "", meant ? "?" : "\"");
        return EXIT_USAGE;
}

/* The verb of that name, or NULL. */
static const Verb *find_verb(const char *name)
{
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
                if (streq(verbs[i]->name, name))
                        return verbs[i];
        return NULL;
}

static int run_command(int argc, char **argv)
{
        if (argc < 2) {
                print_help(stderr);
                return EXIT_USAGE;
        }
        if (streq(argv[1], "--version")) {
                printf("coslice %s\n", COSLICE_VERSION);
                return EXIT_FINE;
        }
        bool help = streq(argv[1], "--help") || streq(argv[1], "-h") || streq(argv[1], "help");
        const char *name = help ? argv[2] : argv[1];
        const Verb *verb = name ? find_verb(name) : NULL;
        if (help && (verb || !name)) {
                verb ? verb_help(verb, stdout) : print_help(stdout);
                return EXIT_FINE;
        }
        return verb ? verb_run(verb, argc - 1, argv + 1) : unknown_verb(name, argv + (help ? 3 : 2));
}

/* A file that is opened must not get the number of a closed standard stream: it would be written to, or read,
 * as if it were that. What stands in its place can't be written to either. */
static bool hold_streams(void)
{
        for (int fd = 0; fd <= 2; fd++)
                if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY | O_NOCTTY) < 0)
                        return false;
        return true;
}

/* Output that is lost is a failure: what is cut off can look like "all is right". */
static int finish(int status)
{
        bool lost = ferror(stdout);
        errno = 0;
        if (fclose(stdout) == 0 && !lost)
                return status;
        fprintf(stderr, "coslice: the output can't be written%s%s\n", errno ? ": " : "",
                errno ? strerror(errno) : "");
        return EXIT_WRONG;
}

int main(int argc, char **argv)
{
        return hold_streams() ? finish(run_command(argc, argv)) : EXIT_WRONG;
}
