/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* argv → typed request. What a value that has parts looks like inside is read in core/contract/wire.c. */
#include "helper/container/request/request.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"

#include <errno.h>
#include <string.h>

typedef struct Option {
        const char *name;
        bool has_value, may_repeat;
} Option;

#define IDENTIFIER_SANDBOX(id, name, has_value, may_repeat) SANDBOX_##id,
#define IDENTIFIER_RUN(id, name, has_value, may_repeat)     RUN_##id,
#define IDENTIFIER_CLEAN(id, name, has_value, may_repeat)   CLEAN_##id,
enum { COSLICE_SANDBOX_OPTIONS(IDENTIFIER_SANDBOX) };
enum { COSLICE_RUN_OPTIONS(IDENTIFIER_RUN) };
enum { COSLICE_CLEAN_OPTIONS(IDENTIFIER_CLEAN) };

#define OPTION(id, name, has_value, may_repeat) {name, has_value, may_repeat},
static const Option sandbox_options[] = {COSLICE_SANDBOX_OPTIONS(OPTION)};
static const Option run_options[] = {COSLICE_RUN_OPTIONS(OPTION)};
static const Option clean_options[] = {COSLICE_CLEAN_OPTIONS(OPTION)};

/* Takes the value of one option: 0, or what failure_set() returned. */
typedef int (*Take)(Request *request, size_t option, char *value, Failure *failure);

typedef struct VerbTable {
        const char *name;
        Verb verb;
        const Option *options;
        size_t n_options;
        Take take;
        bool has_program;
} VerbTable;

static int wrong(Failure *failure, const char *option, const char *what)
{
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s %s", option, what);
}

static int take_label(const char **ret, const char *option, const char *value, Failure *failure)
{
        if (!label_is_valid(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: \"%s\" is not " LABEL_RULE,
                                   option, value);
        *ret = value;
        return 0;
}

static int take_path(const char **ret, const char *option, const char *value, Failure *failure)
{
        if (!path_is_normalized(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --%s: \"%s\" is not an absolute and normalized path", option,
                                   value);
        *ret = value;
        return 0;
}

static int take_hostname(const char **ret, const char *option, const char *value, Failure *failure)
{
        if (!host_name_is_valid(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: \"%s\" is not a host name",
                                   option, value);
        *ret = value;
        return 0;
}

static int take_text(StrVec *vec, const char *value, Failure *failure)
{
        if (strvec_add(vec, value) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        return 0;
}

static int take_sandbox(Request *request, size_t option, char *value, Failure *failure)
{
        switch (option) {
        case SANDBOX_GROUP: return take_label(&request->group, "group", value, failure);
        case SANDBOX_REMOVE: request->remove = true; return 0;
        case SANDBOX_RENDERING: return take_path(&request->rendering, "rendering", value, failure);
        case SANDBOX_EMPTY: return empty_read(false, value, &request->empties, failure);
        case SANDBOX_EMPTY_MEMORY: return empty_read(true, value, &request->empties, failure);
        }
        return -EINVAL;
}

static int take_run(Request *request, size_t option, char *value, Failure *failure)
{
        switch (option) {
        case RUN_GROUP: return take_label(&request->group, "group", value, failure);
        case RUN_CONTAINER: return take_label(&request->container, "container", value, failure);
        case RUN_ROOTFS: return take_path(&request->rootfs, "rootfs", value, failure);
        case RUN_UNTRUSTED: {
                const char *path = NULL;
                int r = take_path(&path, "untrusted", value, failure);
                return r < 0 ? r : take_text(&request->untrusted, value, failure);
        }
        case RUN_READ_ONLY: request->read_only = true; return 0;
        case RUN_HOSTNAME: return take_hostname(&request->hostname, "hostname", value, failure);
        case RUN_LOCALHOST: {
                const char *name = NULL;
                int r = take_hostname(&name, "localhost", value, failure);
                return r < 0 ? r : take_text(&request->localhosts, name, failure);
        }
        case RUN_ENV:
                if (value[0] == '=' || !strchr(value, '='))
                        return wrong(failure, "env", "is not NAME=VALUE");
                return take_text(&request->env, value, failure);
        case RUN_ENV_FILE: {
                bool optional;
                const char *path = NULL;
                int r = take_path(&path, "env-file", envfile_path(value, &optional), failure);
                return r < 0 ? r : take_text(&request->env_files, value, failure);
        }
        case RUN_WORKING_DIR: return take_path(&request->working_dir, "working-dir", value, failure);
        case RUN_USER: request->user = value; return 0;
        case RUN_GROUP_ADD: return take_text(&request->group_adds, value, failure);
        case RUN_BIND: return mount_read(MOUNT_HOST, value, &request->mounts, failure);
        case RUN_PINNED: return mount_read(MOUNT_PINNED, value, &request->mounts, failure);
        case RUN_TMPFS: return mount_read(MOUNT_TMPFS, value, &request->mounts, failure);
        case RUN_INIT: request->init = true; return 0;
        }
        return -EINVAL;
}

static int take_clean(Request *request, size_t option, char *value, Failure *failure)
{
        switch (option) {
        case CLEAN_GROUP: return take_label(&request->group, "group", value, failure);
        case CLEAN_CONTAINER: return take_label(&request->container, "container", value, failure);
        case CLEAN_INIT: request->init = true; return 0;
        }
        return -EINVAL;
}

static const VerbTable verbs[] = {
        {"sandbox", VERB_SANDBOX, sandbox_options, ARRAY_SIZE(sandbox_options), take_sandbox, false},
        {"run", VERB_RUN, run_options, ARRAY_SIZE(run_options), take_run, true},
        {"clean", VERB_CLEAN, clean_options, ARRAY_SIZE(clean_options), take_clean, false},
};

/* The option that WORD names; RET_VALUE points behind its "=", or is NULL. */
static const Option *find_option(const VerbTable *table, char *word, char **ret_value)
{
        for (size_t i = 0; i < table->n_options; i++) {
                size_t n = strlen(table->options[i].name);
                if (strncmp(word, table->options[i].name, n) != 0 || (word[n] && word[n] != '='))
                        continue;
                *ret_value = word[n] ? word + n + 1 : NULL;
                return table->options + i;
        }
        return NULL;
}

static int take_word(const VerbTable *table, Request *request, char *word, uint32_t *seen, Failure *failure)
{
        char *value;
        if (strncmp(word, "--", 2) != 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "unexpected argument \"%s\"", word);
        const Option *option = find_option(table, word + 2, &value);
        if (!option)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "unknown option \"%s\" of %s", word,
                                   table->name);
        size_t i = (size_t)(option - table->options);
        if (option->has_value && (!value || !*value))
                return wrong(failure, option->name, "needs a value");
        if (!option->has_value && value)
                return wrong(failure, option->name, "takes no value");
        if (!option->may_repeat && (*seen & (UINT32_C(1) << i)))
                return wrong(failure, option->name, "is given twice");
        *seen |= UINT32_C(1) << i;
        return table->take(request, i, value, failure);
}

/* What must be there, and what can't be together. */
static int check_whole(const Request *request, Failure *failure)
{
        if (!request->group)
                return wrong(failure, "group", "is missing");
        if (request->verb != VERB_SANDBOX && !request->container)
                return wrong(failure, "container", "is missing");
        if (request->remove && (request->rendering || request->empties.n > 0))
                return wrong(failure, "remove", "goes with --group alone");
        if (request->verb != VERB_RUN)
                return 0;
        if (!request->rootfs)
                return wrong(failure, "rootfs", "is missing");
        if (!request->hostname)
                return wrong(failure, "hostname", "is missing");
        if (!request->program || !request->program[0] || !*request->program[0])
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "no program to run");
        return 0;
}

static int parse(const VerbTable *table, char **argv, Request *request, Failure *failure)
{
        uint32_t seen = 0;
        request->verb = table->verb;
        for (; *argv; argv++) {
                if (table->has_program && streq(*argv, "--")) {
                        request->program = argv + 1;
                        break;
                }
                int r = take_word(table, request, *argv, &seen, failure);
                if (r < 0)
                        return r;
        }
        return check_whole(request, failure);
}

int request_parse(char **argv, Request *ret, Failure *failure)
{
        if (!argv[0])
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "no verb: sandbox, run or clean");
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
                if (!streq(argv[0], verbs[i].name))
                        continue;
                _cleanup_request_ Request request = {};
                int r = parse(verbs + i, argv + 1, &request, failure);
                if (r < 0)
                        return r;
                *ret = request;
                request = (Request){};
                return 0;
        }
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "unknown verb \"%s\": sandbox, run or clean",
                           argv[0]);
}

void request_done(Request *request)
{
        empty_list_done(&request->empties);
        mount_list_done(&request->mounts);
        strvec_done(&request->localhosts);
        strvec_done(&request->env);
        strvec_done(&request->env_files);
        strvec_done(&request->group_adds);
        strvec_done(&request->untrusted);
        *request = (Request){};
}
