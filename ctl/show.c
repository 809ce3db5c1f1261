/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice show: the units that a group gets. */
#include "core/contract.h"
#include "ctl/ctl.h"

#include <getopt.h>
#include <string.h>

static const char help[] =
        "coslice show GROUP|FILE…\n"
        "\n"
        "Prints the units that a definition leads to, as the generator would write them; what systemd\n"
        "has loaded is shown by \"systemctl cat coslice@GROUP coslice@GROUP_CONTAINER\".\n"
        "\n"
        "  --help    this text\n";

static void print_plan(const Plan *plan)
{
        for (size_t i = 0; i < plan->n_files; i++)
                printf("%s# %s/%s\n%s", i > 0 ? "\n" : "", COSLICE_GENERATOR_OUT, plan->files[i].path,
                       plan->files[i].text);
        for (size_t i = 0; i < plan->n_links; i++)
                printf("\n# %s/%s → %s\n", COSLICE_GENERATOR_OUT, plan->links[i].path, plan->links[i].target);
}

static int show(const Scan *scan, const char *argument)
{
        _cleanup_named_group_ NamedGroup group = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = ctl_find_group(scan, argument, &group);
        if (r == 0)
                r = ctl_load(&group, &diags, &loaded);
        if (r != 0)
                return r;
        ctl_print_diags(stderr, &diags);
        if (diags.n_errors > 0)
                return 1;
        print_plan(&loaded.plan);
        return 0;
}

int verb_show(int argc, char **argv)
{
        static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {}};
        for (int c; (c = getopt_long(argc, argv, "h", options, NULL)) >= 0;) {
                if (c != 'h')
                        return EXIT_USAGE;
                fputs(help, stdout);
                return EXIT_FINE;
        }
        if (optind == argc) {
                fprintf(stderr, "coslice show: which group? See \"coslice show --help\"\n");
                return EXIT_USAGE;
        }
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_scan_ Scan scan = {};
        int r = ctl_scan(&diags, &scan), status = EXIT_FINE;
        for (; r >= 0 && optind < argc; optind++) {
                r = show(&scan, argv[optind]);
                if (r > 0)
                        status = EXIT_WRONG;
        }
        return r < 0 ? ctl_failed(r) : status;
}
