/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice netns: a program of the host in a group's network. This process becomes coslice-helper netns, which
 * becomes the program. */
#include "core/contract/contract.h"
#include "core/pid1/manager.h"
#include "ctl/verbs/session.h"
#include "ctl/verbs/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char verb[] = "netns";

/* The group that WORD names, if what it shares is there. 0, or an exit status after why not was said. */
static int find_group_up(const char *word, Address *ret)
{
        _cleanup_manager_ Manager *manager = NULL;
        _cleanup_unit_list_ UnitList units = {};
        int r = address_parse(word, ret);
        if (r == ADDRESS_NONE)
                return session_fail(verb, "\"%s\" is no group", word);
        if (r == 0)
                r = manager_new(&manager);
        if (r == 0)
                r = manager_list(manager, &(Group){.name = ret->group}, &units);
        if (r < 0)
                return session_error(verb, r, "ask systemd for the group");
        const Unit *sandbox = unit_list_find(&units, ROLE_SANDBOX);
        return sandbox && sandbox->state == STATE_UP ? 0 : session_unknown(verb, ret);
}

/* The helper's command line. 0 or -ENOMEM. */
static int add_words(const char *group, char *const *program, StrVec *words)
{
        int r = strvec_add(words, "coslice-helper");
        if (r == 0)
                r = strvec_add(words, "netns");
        if (r == 0)
                r = strvec_addf(words, "--group=%s", group);
        if (r == 0)
                r = strvec_add(words, "--");
        for (; *program && r == 0; program++)
                r = strvec_add(words, *program);
        return r;
}

static int netns_run(const Command *command)
{
        _cleanup_address_ Address address = {};
        _cleanup_strvec_ StrVec words = {};
        char **program = command->arguments + 1;
        if (*program && streq(*program, "--"))
                program++;
        if (!*program)
                return session_fail(verb, "which command? See \"coslice netns --help\"");
        if (geteuid() != 0)
                return session_fail(verb, "only root may enter a group's network");
        int status = find_group_up(command->arguments[0], &address);
        if (status != 0)
                return status;
        int r = add_words(address.group, program, &words);
        if (r < 0)
                return session_error(verb, r, "execute " COSLICE_HELPER);
        fflush(NULL);
        execv(COSLICE_HELPER, words.items);
        return session_error(verb, -errno, "execute " COSLICE_HELPER);
}

const Verb coslice_netns = {
        .name = "netns",
        .arguments = "GROUP COMMAND…",
        .summary = "run a program of the host in a group's network",
        .text = "Runs COMMAND, a program of this machine, where it sees the network of a group that runs, "
                "and\n"
                "nothing else of it: \"coslice netns web ss -tln\" says what listens there. It is the "
                "host's\n"
                "root, has the limits of who types it, and outlives the group. /sys stays the host's.\n"
                "\n"
                "GROUP: web, or coslice@web. What follows it is the command, with options of its own;\n"
                "\"--\" may stand before it.\n",
        .needs = VERB_NEEDS_GROUP | VERB_HAS_COMMAND,
        .wrong_status = EXIT_SESSION,
        .statuses =
                "that of COMMAND; 127 if it is not there, 126 if it can't be executed, 125 whatever else is\n"
                "wrong",
        .run = netns_run,
};
