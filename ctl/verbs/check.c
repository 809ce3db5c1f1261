/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice check: what is wrong with definitions, and what the right ones come to. */
#include "core/contract/contract.h"
#include "ctl/find/find.h"
#include "ctl/find/json.h"
#include "ctl/output.h"
#include "ctl/system/idmap.h"
#include "ctl/system/ufw.h"
#include "ctl/verbs/across.h"
#include "ctl/verbs/mapping.h"
#include "ctl/verbs/verbs.h"
#include "generator/edge/running.h"
#include "generator/plan/kept.h"

#include <errno.h>

typedef struct Check {
        bool json;
        bool wrong;
        JsonDiags *collected;
        Across across;
        int userns_fd; /* of idmap_userns(), borrowed; < 0: nothing is tried */
        bool ufw;      /* it drops what groups send and are sent */
} Check;

static int report_diags(Check *check, const DiagList *diags)
{
        check->wrong |= diags->n_errors > 0;
        if (check->json)
                return json_diags_add(check->collected, diags);
        output_diags(stdout, diags);
        return 0;
}

/* GROUP, which runs, needs a restart. */
static int note_outdated(const NamedGroup *group, DiagList *diags)
{
        const Place at = {.file = group->path};
        _cleanup_free_ char *drop_in = unitname_drop_in(ROLE_GROUP, group->name, NULL, COSLICE_OUTDATED);
        _cleanup_free_ char *path = drop_in ? string_printf(COSLICE_GENERATOR_OUT "/%s", drop_in) : NULL;
        if (!path)
                return -ENOMEM;
        return diag_note(diags, &at, "%srestart the group: %s",
                         access(path, F_OK) == 0 ? "" : "run systemctl daemon-reload, then ", KEPT_WHY);
}

/* Whether GROUP runs, by this definition as systemd finds it, with a sandbox that is not of PLAN. */
static int check_running(const Search *search, const NamedGroup *group, const Plan *plan, DiagList *diags)
{
        const ScannedGroup *found = scan_find(&search->scan, group->name);
        if (secure_getenv(COSLICE_GROUP_PATH_ENV) || !found || !streq(found->path, group->path))
                return 0;
        _cleanup_close_ int copy_fd = running_open_copy(COSLICE_STATE_DIR, group->name);
        int r = copy_fd >= 0 ? running_is_outdated(copy_fd, group->name, plan) : 0;
        /* What can't be read of a group is no mistake of its definition. */
        return r > 0 ? note_outdated(group, diags) : r == -ENOMEM ? r : 0;
}

/* Whether ids can be mapped as DEF needs it, where that can be tried. */
static int check_mapping(const Check *check, const Definition *def, DiagList *diags)
{
        int r = check->userns_fd < 0 ? 0 : mapping_check(def, check->userns_fd, diags);
        diag_list_sort(diags);
        return r;
}

/* Whether another program of the host stops what DEF, of the file PATH, has a network for. */
static int check_firewall(const Check *check, const Definition *def, const char *path, DiagList *diags)
{
        const Place at = {.file = path};
        if (!check->ufw || definition_network(def) != NETWORK_PRIVATE)
                return 0;
        return diag_warning(diags, &at,
                            "ufw drops what the group sends and is sent: run ufw route allow in on cs-+, "
                            "ufw route allow out on cs-+, and for names ufw allow in on cs-+");
}

/* Reports what was found out of GROUP before, DIAGS, and what there is to say of it now. */
static int check_group(Check *check, const Search *search, const NamedGroup *group, DiagList *diags)
{
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = find_load(search, group, diags, &loaded);
        if (r == 0 && diags->n_errors == 0)
                r = check_mapping(check, loaded.definition, diags);
        if (r == 0 && diags->n_errors == 0)
                r = check_firewall(check, loaded.definition, group->path, diags);
        if (r == 0 && diags->n_errors == 0)
                r = check_running(search, group, &loaded.plan, diags);
        if (r == 0)
                r = report_diags(check, diags);
        if (r < 0 || diags->n_errors > 0)
                return r;
        _cleanup_strbuf_ StrBuf sums = {};
        r = sums_describe(&loaded.sums, &sums);
        if (r < 0)
                return r;
        size_t n = loaded.definition->n_containers;
        if (!check->json)
                printf("%s: %zu container%s, %s\n", group->name, n, n == 1 ? "" : "s", sums.text);
        return across_add(&check->across, TAKE_PTR(loaded.definition), true);
}

/* What the groups that were asked for have to do with all the others, of which nothing else is told. */
static int check_across(Check *check, const Search *search)
{
        _cleanup_diag_list_ DiagList diags = {};
        int r = 0;
        for (size_t i = 0; i < search->scan.n && r == 0; i++) {
                const ScannedGroup *found = search->scan.groups + i;
                const NamedGroup group = {
                        .name = found->name, .path = found->path, .drop_ins = &found->drop_ins};
                _cleanup_diag_list_ DiagList of_other = {};
                _cleanup_loaded_group_ LoadedGroup loaded = {};
                if (found->masked || across_has(&check->across, found->name))
                        continue;
                r = find_load(search, &group, &of_other, &loaded);
                if (r == 0)
                        r = across_add(&check->across, TAKE_PTR(loaded.definition), false);
        }
        if (r == 0)
                r = across_check(&check->across, &diags);
        return r < 0 ? r : report_diags(check, &diags);
}

static int report_nothing_there(void)
{
        _cleanup_strvec_ StrVec dirs = {};
        int r = scan_search_path(&dirs);
        if (r < 0)
                return r;
        if (dirs.n == 0)
                printf("There are no definitions: " COSLICE_GROUP_PATH_ENV " names no directory\n");
        else
                printf("There are no definitions. They are called NAME.group, in one of\n");
        for (size_t i = 0; i < dirs.n; i++)
                printf("  %s\n", dirs.items[i]);
        return 0;
}

static int check_all(Check *check, const Search *search)
{
        const Scan *scan = &search->scan;
        int r = report_diags(check, &search->diags);
        for (size_t i = 0; i < scan->n && r == 0; i++) {
                const ScannedGroup *found = scan->groups + i;
                const NamedGroup group = {
                        .name = found->name, .path = found->path, .drop_ins = &found->drop_ins};
                _cleanup_diag_list_ DiagList diags = {};
                if (!found->masked)
                        r = check_group(check, search, &group, &diags);
                else if (!check->json)
                        printf("%s: masked\n", found->name);
        }
        return r == 0 && scan->n == 0 && !check->json && !check->wrong ? report_nothing_there() : r;
}

static int check_named(Check *check, Search *search, const char *argument)
{
        _cleanup_named_group_ NamedGroup group = {};
        _cleanup_diag_list_ DiagList diags = {};
        int r = find_group(search, argument, &diags, &group);
        if (r == FIND_NONE)
                return report_diags(check, &diags);
        return r < 0 ? r : check_group(check, search, &group, &diags);
}

static int check_arguments(Check *check, char **arguments)
{
        _cleanup_search_ Search search = {};
        int r = search_path(&search);
        if (r == 0 && !*arguments)
                r = check_all(check, &search);
        for (; *arguments && r == 0; arguments++)
                r = check_named(check, &search, *arguments);
        /* Last, since those that were asked for stand in front. */
        if (r == 0 && check->across.n_asked > 0)
                r = check_across(check, &search);
        return r == 0 && check->json ? json_diags_print(stdout, check->collected) : r;
}

enum { CHECK_JSON };
static const VerbOption options[] = {
        [CHECK_JSON] = {"json", NULL,
                        "the diagnostics as a JSON array: severity, file, line, section, key, message"},
};

static int check_run(const Command *command)
{
        /* With a search path of its own a definition may be for another machine. */
        bool elsewhere = secure_getenv(COSLICE_GROUP_PATH_ENV);
        _cleanup_close_ int userns_fd = elsewhere ? -1 : idmap_userns();
        Check check = {
                .json = command->given[CHECK_JSON], .userns_fd = userns_fd, .ufw = !elsewhere && ufw_drops()};
        if (check.json && !(check.collected = json_diags_new()))
                return output_error(-ENOMEM);
        int r = check_arguments(&check, command->arguments);
        json_diags_free(check.collected);
        across_done(&check.across);
        if (r < 0)
                return output_error(r);
        return check.wrong ? EXIT_WRONG : EXIT_FINE;
}

const Verb coslice_check = {
        .name = "check",
        .arguments = "[GROUP|FILE…]",
        .summary = "say what is wrong with definitions, and what they come to",
        .text = "Says everything that is wrong with definitions, each with file and line, and what the\n"
                "right ones come to. Without an argument: all definitions of the search path.\n"
                "As root it tries, too, whether the file systems of root directories and volumes can be\n"
                "id-mapped, and looks whether ufw(8) lets networks of groups be.\n"
                "\n"
                "GROUP: web, or whatever names it: web/app, coslice@web, coslice@web_app.service,\n"
                "coslice-web.slice. FILE: a path like ./web.group.\n",
        .options = options,
        .n_options = ARRAY_SIZE(options),
        .run = check_run,
};
