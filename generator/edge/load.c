/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Read → parse → validate → sum → plan and render, for one group. */
#include "generator/edge/load.h"

#include "generator/language/fields.h"
#include "generator/parse/parse.h"
#include "generator/validate/validate.h"

#include <errno.h>

void loaded_group_done(LoadedGroup *group)
{
        group->definition = definition_free(group->definition);
        sums_done(&group->sums);
        plan_done(&group->plan);
}

/* What follows once all files of GROUP are parsed. */
static int finish(LoadedGroup *group, const Installed *installed, DiagList *diags)
{
        int r = validate_definition(group->definition, diags);
        if (r == 0 && installed->network)
                r = network_file_apply(installed->network, group->definition, diags);
        /* Beside mistakes too: sums have mistakes of their own, and all are told at once. */
        if (r == 0 && group->definition->n_containers > 0)
                r = sum_definition(group->definition, diags, &group->sums);
        if (r == 0 && diags->n_errors == 0)
                r = plan_group(group->definition, &group->sums, installed->unit_dir, diags, &group->plan);
        if (r == 0 && diags->n_errors > 0)
                plan_done(&group->plan); /* a value that no unit can hold */
        if (r == 0)
                diag_list_sort(diags);
        return r;
}

/* The first variable of C that the file at PATH sets, or NULL. */
static const Place *find_variable(const Container *c, const char *path)
{
        for (size_t i = 0; i < c->environment.n; i++)
                if (streq(c->environment.items[i].at.file, path))
                        return &c->environment.items[i].at;
        return NULL;
}

/* The variables of a file that others can't read: its units show them to all. */
static int warn_closed(const Definition *def, const char *path, DiagList *diags)
{
        const Place *at = find_variable(&def->defaults, path);
        for (size_t i = 0; i < def->n_containers && !at; i++)
                at = find_variable(def->containers + i, path);
        if (!at)
                return 0;
        return diag_warning(
                diags, at,
                "other users can't read this file, but can read the unit that is made of it, its variables "
                "too; what is secret has Secret= for it");
}

int load_files(const char *name, const char *path, ReadFile *files, size_t n, const Installed *installed,
               DiagList *diags, LoadedGroup *ret)
{
        _cleanup_loaded_group_ LoadedGroup group = {.definition = definition_new(name, path)};
        if (!group.definition)
                return -ENOMEM;
        group.definition->features = installed->features;
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++) {
                r = diag_list_move(&files[i].diags, diags);
                if (r == 0)
                        r = parse_file(group.definition, files[i].file, diags);
                if (r == 0 && files[i].closed)
                        r = warn_closed(group.definition, files[i].path, diags);
        }
        if (r == 0)
                r = finish(&group, installed, diags);
        if (r < 0)
                return r;
        *ret = group;
        group = (LoadedGroup){};
        return 0;
}

/* Parses FILES, which are all of one group, and loads it. */
static int load_set(const char *name, const char *path, FileSet *files, const Installed *installed,
                    DiagList *diags, LoadedGroup *ret)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        int r = file_set_parse(files, &reader);
        return r < 0 ? r : load_files(name, path, files->items, files->n, installed, diags, ret);
}

int load_group(const char *name, const char *path, const StrVec *drop_ins, const Installed *installed,
               DiagList *diags, LoadedGroup *ret)
{
        _cleanup_file_set_ FileSet files = {};
        int r = file_set_add(&files, path);
        for (size_t i = 0; i < drop_ins->n && r == 0; i++)
                r = file_set_add(&files, drop_ins->items[i]);
        return r < 0 ? r : load_set(name, path, &files, installed, diags, ret);
}

int load_group_text(const char *name, const char *path, const char *text, size_t size,
                    const Installed *installed, DiagList *diags, LoadedGroup *ret)
{
        _cleanup_file_set_ FileSet files = {};
        int r = file_set_add_text(&files, path, text, size);
        return r < 0 ? r : load_set(name, path, &files, installed, diags, ret);
}
