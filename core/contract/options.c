/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words → request. What a value that has parts looks like inside is read in core/contract. */
#include "core/contract/options.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"
#include "core/contract/timezone.h"
#include "core/contract/wire.h"

#include <errno.h>
#include <string.h>

static int wrong(const Option *option, const char *what, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s %s", option->name, what);
}

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
}

/* What VALUE should be and is not, with the part of it that is wrong; NULL if it is right. */
static const char *mistake(OptionKind kind, const char *value, const char **ret_part)
{
        bool optional;
        *ret_part = kind == OPTION_ENV_FILE ? envfile_path(value, &optional) : value;
        switch (kind) {
        case OPTION_NO: return streq(value, "no") ? NULL : "no";
        case OPTION_LABEL: return label_is_valid(value) ? NULL : LABEL_RULE;
        case OPTION_PATH:
        case OPTION_ENV_FILE: return path_is_normalized(*ret_part) ? NULL : "an absolute and normalized path";
        case OPTION_TIMEZONE: return timezone_is_valid(value) ? NULL : TIMEZONE_RULE;
        case OPTION_HOST_NAME: return host_name_is_valid(value) ? NULL : "a host name";
        case OPTION_VARIABLE:
        case OPTION_TEXT:
        case OPTION_FLAG:
        case OPTION_VALUE:
        case OPTION_PARTS: break;
        }
        return NULL;
}

static int check_value(const Option *option, const char *value, Failure *failure)
{
        const char *part, *expected = mistake(option->kind, value, &part);
        if (expected)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: \"%s\" is not %s",
                                   option->name, part, expected);
        if (option->kind == OPTION_VARIABLE && (value[0] == '=' || !strchr(value, '=')))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s is not %s", option->name,
                                   option->form);
        return 0;
}

static int take(const Option *option, const char *value, void *request, Failure *failure)
{
        void *field = (char *)request + option->offset;
        if (option->kind == OPTION_FLAG) {
                *(bool *)field = true;
                return 0;
        }
        if (option->read)
                return option->read(value, field, failure);
        int r = check_value(option, value, failure);
        if (r < 0)
                return r;
        if (option->kind == OPTION_NO)
                *(bool *)field = true;
        else if (option->rules & OPTION_REPEATS)
                return strvec_add(field, value) < 0 ? no_memory(failure) : 0;
        else
                *(const char **)field = value;
        return 0;
}

int option_need_program(char *const *program, Failure *failure)
{
        return program[0] && *program[0] ? 0
                                         : failure_set(failure, EXIT_SETUP_REQUEST, 0, "no program to run");
}

/* The option that WORD names; RET_VALUE points behind its "=", or is NULL. */
static const Option *find(const OptionTable *table, const char *word, const char **ret_value)
{
        for (size_t i = 0; i < table->n; i++) {
                const char *rest = string_after(word, table->items[i].name);
                if (!rest || (*rest && *rest != '='))
                        continue;
                *ret_value = *rest ? rest + 1 : NULL;
                return table->items + i;
        }
        return NULL;
}

/* SEEN: which options were given, by their place in TABLE. */
static int read_word(const OptionTable *table, const char *word, bool *seen, void *request, Failure *failure)
{
        const char *value;
        if (!string_after(word, "--"))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "unexpected argument \"%s\"", word);
        const Option *option = find(table, word + 2, &value);
        if (!option)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "unknown option \"%s\" of %s", word,
                                   table->verb);
        if (option->kind != OPTION_FLAG && (!value || !*value))
                return wrong(option, "needs a value", failure);
        if (option->kind == OPTION_FLAG && value)
                return wrong(option, "takes no value", failure);
        bool *given = seen + (option - table->items);
        if (*given && !(option->rules & OPTION_REPEATS))
                return wrong(option, "is given twice", failure);
        *given = true;
        return take(option, value, request, failure);
}

/* What must be there, and what can't be together. */
static int check_whole(const OptionTable *table, const bool *seen, Failure *failure)
{
        const Option *alone = NULL, *required = NULL;
        size_t n_others = 0;
        for (size_t i = 0; i < table->n; i++) {
                const Option *option = table->items + i;
                bool needed = option->rules & OPTION_REQUIRED;
                if (needed && !seen[i])
                        return wrong(option, "is missing", failure);
                if (needed)
                        required = option;
                if (seen[i] && (option->rules & OPTION_ALONE))
                        alone = option;
                else if (seen[i] && !needed)
                        n_others++;
        }
        if (alone && n_others > 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s goes with --%s alone",
                                   alone->name, required ? required->name : alone->name);
        return 0;
}

static int read_all(const OptionTable *table, char **words, bool *seen, void *request, Failure *failure)
{
        bool has_program = table->program != OPTION_NO_PROGRAM;
        for (; *words && !(has_program && streq(*words, "--")); words++) {
                int r = read_word(table, *words, seen, request, failure);
                if (r < 0)
                        return r;
        }
        int r = check_whole(table, seen, failure);
        if (r < 0)
                return r;
        if (!has_program)
                return table->check ? table->check(request, failure) : 0;
        char **program = words[0] ? words + 1 : words;
        *(char ***)((char *)request + table->program) = program;
        return table->check ? table->check(request, failure) : option_need_program(program, failure);
}

int options_read(const OptionTable *table, char **words, void *ret, Failure *failure)
{
        _cleanup_free_ bool *seen = calloc(table->n, sizeof *seen);
        _cleanup_free_ void *request = calloc(1, table->size);
        if (!seen || !request)
                return no_memory(failure);
        int r = read_all(table, words, seen, request, failure);
        if (r < 0)
                options_done(table, request);
        else
                memcpy(ret, request, table->size);
        return r;
}

void options_hide(char **words)
{
        for (; *words && !streq(*words, "--"); words++)
                if (!string_after(*words, "--group=") && !string_after(*words, "--container="))
                        memset(*words, 0, strlen(*words));
}

void options_done(const OptionTable *table, void *request)
{
        for (size_t i = 0; i < table->n; i++) {
                const Option *option = table->items + i;
                void *field = (char *)request + option->offset;
                if (option->kind == OPTION_PARTS)
                        option->done(field);
                else if ((option->rules & OPTION_REPEATS) && option->kind != OPTION_VALUE)
                        strvec_done(field);
        }
        memset(request, 0, table->size);
}
