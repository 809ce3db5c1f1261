/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verbs share: groups found by what people type, diagnostics for a terminal. */
#include "ctl/ctl.h"

#include "core/name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void named_group_done(NamedGroup *group)
{
        free(group->name);
        free(group->path);
        *group = (NamedGroup){};
}

int ctl_failed(int error)
{
        fprintf(stderr, "coslice: %s\n", strerror(-error));
        return EXIT_WRONG;
}

int ctl_scan(DiagList *diags, Scan *ret)
{
        _cleanup_strvec_ StrVec dirs = {};
        int r = scan_search_path(&dirs);
        return r < 0 ? r : scan_groups(&dirs, diags, ret);
}

int ctl_load(const NamedGroup *group, DiagList *diags, LoadedGroup *ret)
{
        static const StrVec none = {};
        return load_group(group->name, group->path, group->drop_ins ? group->drop_ins : &none,
                          COSLICE_UNIT_DIR, diags, ret);
}

/* ".../web.group" */
static int find_file(const char *path, NamedGroup *ret)
{
        const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
        size_t n = strlen(base);
        if (n <= 6 || !streq(base + n - 6, ".group")) {
                fprintf(stderr, "coslice: %s: the name of a definition ends in .group\n", path);
                return 1;
        }
        _cleanup_named_group_ NamedGroup group = {.name = strndup(base, n - 6)};
        group.path = realpath(path, NULL);
        if (!group.path) {
                int r = -errno;
                fprintf(stderr, "coslice: %s: %s\n", path, strerror(-r));
                return r == -ENOMEM ? r : 1;
        }
        if (!group.name)
                return -ENOMEM;
        if (!label_is_valid(group.name)) {
                fprintf(stderr, "coslice: %s: the name of a group is " LABEL_RULE "\n", path);
                return 1;
        }
        *ret = group;
        group = (NamedGroup){};
        return 0;
}

/* "coslice@web.service" → "web" */
static char *group_label(const char *argument)
{
        const char *label = string_after(argument, "coslice@");
        size_t n = strlen(label ? label : argument);
        if (!label)
                return strdup(argument);
        if (n > 8 && streq(label + n - 8, ".service"))
                n -= 8;
        return strndup(label, n);
}

int ctl_find_group(const Scan *scan, const char *argument, NamedGroup *ret)
{
        if (strchr(argument, '/') || strstr(argument, ".group"))
                return find_file(argument, ret);
        _cleanup_free_ char *label = group_label(argument);
        if (!label)
                return -ENOMEM;
        const ScannedGroup *found = scan_find(scan, label);
        if (!found || found->masked) {
                fprintf(stderr, "coslice: group %s is %s\n", label,
                        found ? "masked" : "not defined; \"coslice check\" names those that are");
                return 1;
        }
        _cleanup_named_group_ NamedGroup group = {
                .name = TAKE_PTR(label), .path = strdup(found->path), .drop_ins = &found->drop_ins};
        if (!group.path)
                return -ENOMEM;
        *ret = group;
        group = (NamedGroup){};
        return 0;
}

static bool has_colours(FILE *file)
{
        const char *term = getenv("TERM");
        return isatty(fileno(file)) && term && !streq(term, "dumb") && !getenv("NO_COLOR");
}

void ctl_print_diags(FILE *file, const DiagList *diags)
{
        static const char *const colours[] = {
                [SEVERITY_NOTE] = "\x1b[36m", [SEVERITY_WARNING] = "\x1b[33m", [SEVERITY_ERROR] = "\x1b[31m"};
        static const char *const words[] = {
                [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
        bool colour = has_colours(file);
        for (size_t i = 0; i < diags->n; i++) {
                const Diag *diag = diags->items + i;
                _cleanup_free_ char *text = diag_to_string(diag);
                fprintf(file, "%s%s:%s %s\n", colour ? colours[diag->severity] : "", words[diag->severity],
                        colour ? "\x1b[0m" : "", text ? text : "out of memory");
        }
        if (diags->n_left_out > 0)
                fprintf(file, "%zu more mistakes are left out\n", diags->n_left_out);
}
