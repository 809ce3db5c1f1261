/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Verbs: what a row's help text is, and how its command line is read. */
#include "ctl/verb.h"

#include "core/base/strbuf.h"
#include "ctl/output.h"
#include "tests/unit/unit.h"

#include <stdio.h>

/* What the last command line came to: "since=yesterday follow web db". */
static StrBuf seen;

enum { SINCE, FOLLOW };
static const VerbOption options[] = {
        [SINCE] = {"since", "TIME", "from then on"},
        [FOLLOW] = {"follow", NULL, "and go on"},
};

static int run_ps(const Command *command)
{
        for (char **argument = command->arguments; *argument; argument++)
                strbuf_addf(&seen, "%s ", *argument);
        return EXIT_WRONG;
}

static int run_logs(const Command *command)
{
        for (size_t i = 0; i < ARRAY_SIZE(options); i++)
                if (command->given[i])
                        strbuf_addf(&seen, "%s=%s ", options[i].name, command->given[i]);
        return run_ps(command);
}

static const Verb logs = {
        .name = "logs",
        .arguments = "GROUP",
        .summary = "print what was logged",
        .text = "Prints what was logged.\n",
        .options = options,
        .n_options = ARRAY_SIZE(options),
        .needs = VERB_NEEDS_GROUP,
        .run = run_logs,
};
static const Verb ps = {.name = "ps", .summary = "list", .text = "Lists.\n", .run = run_ps};

/* One that is followed by a command. */
enum { IN, NAMES };
static const VerbOption letters[] = {
        [IN] = {"in", NULL, "hand it on", 'i'},
        [NAMES] = {"name", "NAME", "may be repeated", 'n'},
};

static int run_enter(const Command *command)
{
        const StrVec *names = command->all + NAMES;
        strbuf_add(&seen, command->given[IN] ? "in " : "");
        for (size_t i = 0; i < names->n; i++)
                strbuf_addf(&seen, "name=%s ", names->items[i]);
        return run_ps(command);
}

static const Verb enter = {
        .name = "enter",
        .arguments = "GROUP COMMAND",
        .summary = "enter",
        .text = "Enters.\n",
        .options = letters,
        .n_options = ARRAY_SIZE(letters),
        .needs = VERB_NEEDS_GROUP | VERB_HAS_COMMAND,
        .wrong_status = 125,
        .statuses = "the command's",
        .run = run_enter,
};

typedef struct Line {
        char *words[5]; /* up to the first NULL */
        int status;
        const char *seen, *said;
} Line;

static const Line lines[] = {
        {{"logs", "web"}, EXIT_WRONG, "web ", ""},
        {{"logs", "web", "--follow", "db"}, EXIT_WRONG, "follow= web db ", ""},
        {{"logs", "--since=1 h", "web"}, EXIT_WRONG, "since=1 h web ", ""},
        {{"logs", "--since", "--follow", "web"}, EXIT_WRONG, "since=--follow web ", ""},
        {{"logs", "--since=a", "web", "--since=b"}, EXIT_WRONG, "since=b web ", ""},
        {{"logs", "--since=", "web"}, EXIT_WRONG, "since= web ", ""},
        {{"logs", "--", "--follow"}, EXIT_WRONG, "--follow ", ""},
        {{"logs", "--fol", "web"}, EXIT_WRONG, "follow= web ", ""},
        {{"logs"}, EXIT_USAGE, "", "coslice logs: which group? See \"coslice logs --help\"\n"},
        {{"logs", "web", "--since"},
         EXIT_USAGE,
         "",
         "coslice logs: --since: this option needs a value, --since=TIME\n"},
        {{"logs", "--follow=x", "web"},
         EXIT_USAGE,
         "",
         "coslice logs: --follow=x: this option takes no value\n"},
        {{"logs", "--help=x"}, EXIT_USAGE, "", "coslice logs: --help=x: this option takes no value\n"},
        {{"logs", "--folow"},
         EXIT_USAGE,
         "",
         "coslice logs: unknown option --folow; did you mean --follow?\n"},
        {{"logs", "--hepl"}, EXIT_USAGE, "", "coslice logs: unknown option --hepl; did you mean --help?\n"},
        {{"logs", "--since=a", "-xh"},
         EXIT_USAGE,
         "",
         "coslice logs: unknown option -x; see \"coslice logs --help\"\n"},
        {{"enter", "-in", "a", "web", "-i"}, EXIT_WRONG, "in name=a web -i ", ""},
        {{"enter", "-na", "--name=b", "web", "--name=c"}, EXIT_WRONG, "name=a name=b web --name=c ", ""},
        {{"enter", "-i", "--", "web", "-h"}, EXIT_WRONG, "in web -h ", ""},
        {{"enter", "-in"}, 125, "", "coslice enter: -n: this option needs a value, --name=NAME\n"},
        {{"enter", "-ix", "web"},
         125,
         "",
         "coslice enter: unknown option -x; see \"coslice enter --help\"\n"},
        {{"enter", "-i"}, 125, "", "coslice enter: which group? See \"coslice enter --help\"\n"},
        {{"ps"}, EXIT_WRONG, "", ""},
        {{"ps", "web"}, EXIT_USAGE, "", "coslice ps: it takes no arguments; see \"coslice ps --help\"\n"},
        {{"ps", "--follow"},
         EXIT_USAGE,
         "",
         "coslice ps: unknown option --follow; see \"coslice ps --help\"\n"},
};

static void test_command_lines(void **state)
{
        FILE *real = stderr;
        for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
                char *words[ARRAY_SIZE(lines[i].words) + 1] = {}, *said = NULL;
                size_t n = 0, length;
                for (; n < ARRAY_SIZE(lines[i].words) && lines[i].words[n]; n++)
                        words[n] = lines[i].words[n];
                strbuf_done(&seen);
                stderr = open_memstream(&said, &length);
                assert_non_null(stderr);
                const Verb *verb = streq(words[0], "ps") ? &ps : streq(words[0], "logs") ? &logs : &enter;
                int status = verb_run(verb, (int)n, words);
                fclose(stderr);
                stderr = real;
                assert_string_equal(said, lines[i].said);
                assert_string_equal(seen.text ? seen.text : "", lines[i].seen);
                assert_int_equal(status, lines[i].status);
                free(said);
        }
        strbuf_done(&seen);
}

static void assert_printed(FILE *file, char **text, const char *expected)
{
        fclose(file);
        assert_string_equal(*text, expected);
        free(*text);
}

static void test_help(void **state)
{
        char *text = NULL;
        size_t length;
        FILE *file = open_memstream(&text, &length);
        verb_help(&logs, file);
        assert_printed(file, &text,
                       "coslice logs [--since=TIME] [--follow] GROUP\n"
                       "\n"
                       "Prints what was logged.\n"
                       "\n"
                       "  --since=TIME    from then on\n"
                       "  --follow        and go on\n"
                       "  --help          this text\n"
                       "\n"
                       "Exit status: 0 all is right, 1 something is wrong, 2 the command is.\n");
        file = open_memstream(&text, &length);
        verb_help(&enter, file);
        assert_printed(file, &text,
                       "coslice enter [--in] [--name=NAME] GROUP COMMAND\n"
                       "\n"
                       "Enters.\n"
                       "\n"
                       "  -i, --in           hand it on\n"
                       "  -n, --name=NAME    may be repeated\n"
                       "  --help             this text\n"
                       "\n"
                       "Exit status: the command's.\n");
        file = open_memstream(&text, &length);
        verb_help(&ps, file);
        assert_printed(file, &text,
                       "coslice ps\n"
                       "\n"
                       "Lists.\n"
                       "\n"
                       "  --help    this text\n"
                       "\n"
                       "Exit status: 0 all is right, 1 something is wrong, 2 the command is.\n");
}

static void test_list(void **state)
{
        char *text = NULL;
        size_t length;
        FILE *file = open_memstream(&text, &length);
        verb_list((const Verb *const[]){&ps, &logs}, 2, file);
        assert_printed(file, &text, "  ps      list\n  logs    print what was logged\n");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_command_lines),
                cmocka_unit_test(test_help),
                cmocka_unit_test(test_list),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
