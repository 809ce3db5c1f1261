/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice: the command for people. */
#include "ctl/ctl.h"

#include "core/suggest.h"

#include <string.h>

typedef struct Verb {
        const char *name;
        int (*run)(int argc, char **argv);
        const char *summary;
} Verb;

static const Verb verbs[] = {
        {"check", verb_check, "say what is wrong with definitions, and what they come to"},
        {"show", verb_show, "print the units that a group gets"},
};

static void print_help(FILE *file)
{
        fprintf(file, "coslice VERB [ARGUMENT…]\n\nContainer groups, run by systemd itself.\n\n");
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
                fprintf(file, "  %-8s %s\n", verbs[i].name, verbs[i].summary);
        fprintf(file, "\n  --help, --version; \"coslice VERB --help\" says more.\n\n"
                      "A group web, defined by /etc/coslice/groups/web.group, is started with\n"
                      "  systemctl start coslice@web\n"
                      "and its container app writes its log to\n"
                      "  journalctl -u coslice@web_app\n");
}

static int unknown_verb(const char *word)
{
        const char *names[ARRAY_SIZE(verbs)];
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
                names[i] = verbs[i].name;
        const char *meant = suggest(word, names, ARRAY_SIZE(verbs));
        if (meant)
                fprintf(stderr, "coslice: unknown verb %s; did you mean %s?\n", word, meant);
        else
                fprintf(stderr, "coslice: unknown verb %s; see \"coslice --help\"\n", word);
        return EXIT_USAGE;
}

int main(int argc, char **argv)
{
        if (argc < 2) {
                print_help(stderr);
                return EXIT_USAGE;
        }
        if (streq(argv[1], "--help") || streq(argv[1], "-h") || streq(argv[1], "help")) {
                print_help(stdout);
                return EXIT_FINE;
        }
        if (streq(argv[1], "--version")) {
                printf("coslice %s\n", COSLICE_VERSION);
                return EXIT_FINE;
        }
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
                if (streq(verbs[i].name, argv[1]))
                        return verbs[i].run(argc - 1, argv + 1);
        return unknown_verb(argv[1]);
}
