/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice exec: a program in a container that runs. This process becomes coslice-helper exec, once it is in a
 * scope that has the container's limits. */
#include "core/contract/contract.h"
#include "core/pid1/scope.h"
#include "ctl/verbs/session.h"
#include "ctl/verbs/verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_INTERACTIVE, OPTION_TTY, OPTION_USER, OPTION_ENV, OPTION_WORKDIR };

static const VerbOption options[] = {
        [OPTION_INTERACTIVE] = {.name = "interactive", .letter = 'i', .text = "hand standard input on"},
        [OPTION_TTY] = {.name = "tty", .letter = 't', .text = "give it a terminal"},
        [OPTION_USER] = {.name = "user",
                         .letter = 'u',
                         .value = "USER",
                         .text = "USER or USER:GROUP, of the container's passwd and group; else its own"},
        [OPTION_ENV] = {.name = "env",
                        .letter = 'e',
                        .value = "VARIABLE",
                        .text = "NAME=VALUE, beside the container's own; may be repeated"},
        [OPTION_WORKDIR] = {.name = "workdir",
                            .letter = 'w',
                            .value = "DIR",
                            .text = "the working directory; else the container's own"},
};

#define fail(...)               session_fail("exec", __VA_ARGS__)
#define fail_error(error, what) session_error("exec", error, what)

static int fail_several(const Address *address, StrVec *names)
{
        _cleanup_strbuf_ StrBuf text = {};
        strvec_sort(names);
        for (size_t i = 0; i < names->n; i++)
                strbuf_addf(&text, "%s%s/%s", i > 0 ? ", " : "", address->group, names->items[i]);
        return fail("which container of group %s? It has: %s", address->group, text.oom ? "" : text.text);
}

/* The only container of those that PID 1 has. */
static int find_only(const UnitList *units, const Address *address, const Unit **ret)
{
        _cleanup_strvec_ StrVec names = {};
        for (size_t i = 0; i < units->n; i++) {
                const Unit *unit = units->items + i;
                UnitName name;
                if (unit->role != ROLE_CONTAINER || !unitname_parse(unit->name, false, &name))
                        continue;
                if (strvec_add(&names, name.label) < 0)
                        return fail_error(-ENOMEM, "look for the container");
                *ret = unit;
        }
        return names.n == 1   ? 0
               : names.n == 0 ? session_unknown("exec", address)
                              : fail_several(address, &names);
}

static int find_named(const UnitList *units, const Address *address, const Unit **ret)
{
        _cleanup_free_ char *name = unitname_make(ROLE_CONTAINER, address->group, address->container);
        if (!name)
                return fail_error(-ENOMEM, "look for the container");
        for (size_t i = 0; i < units->n; i++)
                if (streq(units->items[i].name, name)) {
                        *ret = units->items + i;
                        return 0;
                }
        return session_unknown("exec", address);
}

/* 0 where UNIT, of the container NAME, can be entered; else why not is said. */
static int check_state(const Unit *unit, const UnitName *name)
{
        if (unit->restarting)
                return fail("container %s of group %s has ended and is about to be restarted; its log: "
                            "journalctl -u coslice@%s_%s",
                            name->label, name->group, name->group, name->label);
        switch (unit->state) {
        case STATE_UP: return 0;
        case STATE_OTHER: return fail("container %s of group %s is being started", name->label, name->group);
        case STATE_DEACTIVATING:
                return fail("container %s of group %s is being stopped", name->label, name->group);
        case STATE_FAILED:
                return fail("container %s of group %s has failed; why: systemctl status coslice@%s_%s",
                            name->label, name->group, name->group, name->label);
        case STATE_INACTIVE: break;
        }
        return fail("container %s of group %s does not run; start it with: systemctl start coslice@%s_%s",
                    name->label, name->group, name->group, name->label);
}

/* WORD is the container that was meant, and runs: its NAME. */
static int find_running(Manager *manager, const char *word, UnitName *ret)
{
        _cleanup_address_ Address address = {};
        _cleanup_unit_list_ UnitList units = {};
        const Unit *unit = NULL;
        int r = address_parse(word, &address);
        if (r == ADDRESS_NONE)
                return fail("\"%s\" is no container: GROUP/CONTAINER, or GROUP if it has one", word);
        if (r == 0)
                r = manager_list(manager, &(Group){.name = address.group}, &units);
        if (r < 0)
                return fail_error(r, "ask systemd for the container");
        r = address.container ? find_named(&units, &address, &unit) : find_only(&units, &address, &unit);
        if (r != 0)
                return r;
        return unitname_parse(unit->name, false, ret) ? check_state(unit, ret)
                                                      : fail("%s is no container", unit->name);
}

/* This process gets the limits of CONTAINER. */
static int enter_scope(Manager *manager, const UnitName *container)
{
        char id[64];
        /* Its number alone is not enough: what the program has left behind keeps an earlier scope. */
        snprintf(id, sizeof id, "%d.%llu", getpid(), (unsigned long long)manager_now());
        _cleanup_free_ char *name = unitname_session(container->group, container->label, id), *why = NULL;
        _cleanup_free_ char *slice = unitname_make(ROLE_SLICE, container->group, NULL);
        _cleanup_free_ char *description =
                string_printf("A program in container %s of group %s", container->label, container->group);
        if (!name || !slice || !description)
                return fail_error(-ENOMEM, "make a scope");
        const Scope scope = {name, slice, description, getpid()};
        int r = scope_register(manager, &scope, &why);
        if (r == MANAGER_REFUSED)
                return fail("make the scope %s: %s", name, why);
        return r < 0 ? fail_error(r, "make a scope") : 0;
}

static bool sets(const StrVec *variables, const char *name)
{
        size_t n = strlen(name);
        for (size_t i = 0; i < variables->n; i++)
                if (strncmp(variables->items[i], name, n) == 0 && variables->items[i][n] == '=')
                        return true;
        return false;
}

/* The helper's command line. 0 or -ENOMEM. */
static int add_words(const Command *command, const UnitName *container, char *const *program, StrVec *words)
{
        const char *user = command->given[OPTION_USER], *dir = command->given[OPTION_WORKDIR];
        const char *term = getenv("TERM");
        const StrVec *variables = command->all + OPTION_ENV;
        int r = strvec_add(words, "coslice-helper");
        if (r == 0)
                r = strvec_add(words, "exec");
        if (r == 0)
                r = strvec_addf(words, "--group=%s", container->group);
        if (r == 0)
                r = strvec_addf(words, "--container=%s", container->label);
        if (r == 0 && command->given[OPTION_INTERACTIVE])
                r = strvec_add(words, "--interactive");
        if (r == 0 && command->given[OPTION_TTY])
                r = strvec_add(words, "--terminal");
        /* What programs take the terminal for. */
        if (r == 0 && command->given[OPTION_TTY] && term && *term && !sets(variables, "TERM"))
                r = strvec_addf(words, "--env=TERM=%s", term);
        for (size_t i = 0; i < variables->n && r == 0; i++)
                r = strvec_addf(words, "--env=%s", variables->items[i]);
        if (r == 0 && user)
                r = strvec_addf(words, "--user=%s", user);
        if (r == 0 && dir)
                r = strvec_addf(words, "--working-dir=%s", dir);
        if (r == 0)
                r = strvec_add(words, "--");
        for (; *program && r == 0; program++)
                r = strvec_add(words, *program);
        return r;
}

/* All that is wrong with what was typed, before anything is done. */
static int check_typed(const Command *command, char *const *program)
{
        const StrVec *variables = command->all + OPTION_ENV;
        if (!program[0])
                return fail("which command? See \"coslice exec --help\"");
        for (size_t i = 0; i < variables->n; i++)
                if (variables->items[i][0] == '=' || !strchr(variables->items[i], '='))
                        return fail("--env=%s: a variable is NAME=VALUE", variables->items[i]);
        if (geteuid() != 0)
                return fail("only root may run a program in a container");
        return 0;
}

static int exec_run(const Command *command)
{
        _cleanup_manager_ Manager *manager = NULL;
        _cleanup_strvec_ StrVec words = {};
        UnitName container;
        char **program = command->arguments + 1;
        if (*program && streq(*program, "--"))
                program++;
        int status = check_typed(command, program);
        if (status != 0)
                return status;
        int r = manager_new(&manager);
        if (r < 0)
                return fail_error(r, "ask systemd");
        status = find_running(manager, command->arguments[0], &container);
        if (status == 0)
                status = enter_scope(manager, &container);
        if (status != 0)
                return status;
        r = add_words(command, &container, program, &words);
        if (r < 0)
                return fail_error(r, "execute " COSLICE_HELPER);
        fflush(NULL);
        execv(COSLICE_HELPER, words.items);
        return fail_error(-errno, "execute " COSLICE_HELPER);
}

const Verb coslice_exec = {
        .name = "exec",
        .arguments = "GROUP/CONTAINER COMMAND…",
        .summary = "run a program in a container that runs",
        .text = "Runs COMMAND in a container, as the container's own program was started: with its user, "
                "its\n"
                "capabilities, its filter for system calls, its limits. Without -i its standard input is\n"
                "empty; with -t it has a terminal of the container's. It ends with the container.\n"
                "\n"
                "GROUP/CONTAINER: web/app, or coslice@web_app; web if the group has one container. What\n"
                "follows it is the command, with options of its own; \"--\" may stand before it.\n",
        .options = options,
        .n_options = ARRAY_SIZE(options),
        .needs = VERB_NEEDS_GROUP | VERB_HAS_COMMAND,
        .wrong_status = EXIT_SESSION,
        .statuses =
                "that of COMMAND, or 128 and the signal that ended it; 127 if it is not there, 126 if it\n"
                "can't be executed, 125 whatever else is wrong",
        .run = exec_run,
};
