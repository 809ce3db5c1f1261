/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice show: the units that a group gets. */
#include "core/contract/contract.h"
#include "ctl/ctl.h"
#include "ctl/find/find.h"
#include "ctl/verbs/verbs.h"

static const char help[] =
        "coslice show GROUP|FILE…\n"
        "\n"
        "Prints the units that a definition leads to, as the generator would write them; what systemd\n"
        "has loaded is shown by \"systemctl cat coslice@GROUP coslice@GROUP_CONTAINER\".\n"
        "\n"
        "GROUP: web, or whatever names it: web/app, coslice@web, coslice@web_app.service,\n"
        "coslice-web.slice; always the whole group is shown. FILE: a path like ./web.group.\n"
        "\n"
        "  --help    this text\n"
        "\n"
        "Exit status: 0 all is right, 1 something is wrong, 2 the command is.\n";

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
static int show(Search *search, const char *argument, bool first)
{
        _cleanup_named_group_ NamedGroup group = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = find_group(search, argument, &diags, &group);
        if (r == 0)
                r = find_load(&group, &diags, &loaded);
        if (r < 0)
                return r;
        ctl_print_diags(stderr, &diags);
        if (diags.n_errors > 0)
                return 1;
        print_plan(&loaded.plan, first);
        return 0;
}

int verb_show(int argc, char **argv)
{
        static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {}};
        for (int c; (c = ctl_option(argc, argv, options)) >= 0;) {
                if (c != 'h')
                        return EXIT_USAGE;
                fputs(help, stdout);
                return EXIT_FINE;
        }
        if (optind == argc) {
                fprintf(stderr, "coslice show: which group? See \"coslice show --help\"\n");
                return EXIT_USAGE;
        }
        _cleanup_search_ Search search = {};
        int r = search_path(&search), status = EXIT_FINE;
        for (bool first = true; r >= 0 && optind < argc; optind++) {
                r = show(&search, argv[optind], first);
                if (r > 0)
                        status = EXIT_WRONG;
                else
                        first = false;
        }
        return r < 0 ? ctl_failed(r) : status;
}
