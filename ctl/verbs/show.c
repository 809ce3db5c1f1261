/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice show: the units that a group gets. */
#include "core/contract/contract.h"
#include "ctl/find/find.h"
#include "ctl/output.h"
#include "ctl/verbs/verbs.h"

/* FIRST: nothing was printed before it. */
static void print_plan(const Plan *plan, bool first)
{
        for (size_t i = 0; i < plan->n_files; i++)
                printf("%s# %s/%s\n%s", first && i == 0 ? "" : "\n", COSLICE_GENERATOR_OUT,
                       plan->files[i].path, plan->files[i].text);
        for (size_t i = 0; i < plan->n_links; i++)
                printf("\n# %s/%s → %s\n", COSLICE_GENERATOR_OUT, plan->links[i].path, plan->links[i].target);
}

/* 0; 1 after telling why there is nothing to show; -errno. */
static int show_group(Search *search, const char *argument, bool first)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = find_loaded(search, argument, &diags, &loaded);
        if (r < 0)
                return r;
        /* Not among the units, which may be read by a program. */
        output_diags(stderr, &diags);
        if (diags.n_errors > 0)
                return 1;
        print_plan(&loaded.plan, first);
        return 0;
}

static int show_run(const Command *command)
{
        _cleanup_search_ Search search = {};
        int r = search_path(&search), status = EXIT_FINE;
        bool first = true;
        for (char **argument = command->arguments; r >= 0 && *argument; argument++) {
                r = show_group(&search, *argument, first);
                if (r > 0)
                        status = EXIT_WRONG;
                else
                        first = false;
        }
        return r < 0 ? output_error(r) : status;
}

const Verb coslice_show = {
        .name = "show",
        .arguments = "GROUP|FILE…",
        .summary = "print the units that a group gets",
        .text = "Prints the units that a definition leads to, as the generator would write them; what "
                "systemd\n"
                "has loaded is shown by \"systemctl cat coslice@GROUP coslice@GROUP_CONTAINER\".\n"
                "\n"
                "GROUP: web, or whatever names it: web/app, coslice@web, coslice@web_app.service,\n"
                "coslice-web.slice; always the whole group is shown. FILE: a path like ./web.group.\n",
        .needs = VERB_NEEDS_GROUP,
        .run = show_run,
};
