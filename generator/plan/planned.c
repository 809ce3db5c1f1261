/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan's files and links, and what systemd can read. */
#include "generator/plan/planned.h"

#include <errno.h>
#include <string.h>

#define UNIT_LINE_MAX (1024 * 1024)      /* systemd's LONG_LINE_MAX */
#define UNITS_MAX     (16 * 1024 * 1024) /* of a group: what a boot can bear */

void plan_done(Plan *plan)
{
        for (size_t i = 0; i < plan->n_files; i++) {
                free(plan->files[i].path);
                free(plan->files[i].text);
        }
        for (size_t i = 0; i < plan->n_links; i++) {
                free(plan->links[i].path);
                free(plan->links[i].target);
        }
        free(plan->files);
        free(plan->links);
        *plan = (Plan){};
}

/* Whether systemd can read each line of TEXT. */
static bool has_readable_lines(const StrBuf *text)
{
        for (const char *line = text->text; text->length >= UNIT_LINE_MAX && *line;) {
                size_t n = strcspn(line, "\n");
                if (n >= UNIT_LINE_MAX)
                        return false;
                line += n + 1;
        }
        return true;
}

/* Tells of a unit, TEXT, that is too large; 1 if it is not. */
static int check_size(const Plan *plan, const StrBuf *text, const Place *at, DiagList *diags)
{
        if (!has_readable_lines(text))
                return diag_error(diags, at,
                                  "the program and its variables fill a line of 1 MiB, which systemd can't "
                                  "read; EnvironmentFile= takes more");
        if (plan->size + text->length > UNITS_MAX)
                return diag_error(diags, at, "the units of this group have more than %d MiB",
                                  UNITS_MAX >> 20);
        return 1;
}

int plan_add_file(Plan *plan, UnitRole role, char *path, const char *template, const Bindings *bindings,
                  const Place *at, DiagList *diags)
{
        _cleanup_strbuf_ StrBuf text = {};
        _cleanup_free_ char *owned = path;
        Refused refused;
        PlannedFile file = {.role = role};
        if (!path)
                return -ENOMEM;
        int r = render(template, bindings, &text, &refused);
        if (r == RENDER_REFUSED && diags)
                return diag_error(diags, refused.origin.at ? refused.origin.at : at,
                                  "a value (%.*s) has bytes that a unit file can't hold", (int)refused.n_name,
                                  refused.name);
        if (r != 0)
                return r < 0 ? r : -EBADMSG;
        PlannedFile *files = reallocarray(plan->files, plan->n_files + 1, sizeof *files);
        if (!files)
                return -ENOMEM;
        plan->files = files;
        r = diags ? check_size(plan, &text, at, diags) : 1;
        if (r <= 0)
                return r;
        plan->size += text.length;
        r = strbuf_take(&text, &file.text);
        if (r < 0)
                return r;
        file.path = TAKE_PTR(owned);
        files[plan->n_files++] = file;
        return 0;
}

int plan_add_link(Plan *plan, char *path, char *target)
{
        for (size_t i = 0; path && i < plan->n_links; i++)
                if (streq(plan->links[i].path, path)) {
                        free(path);
                        free(target);
                        return 0;
                }
        PlannedLink *links =
                path && target ? reallocarray(plan->links, plan->n_links + 1, sizeof *links) : NULL;
        if (!links) {
                free(path);
                free(target);
                return -ENOMEM;
        }
        plan->links = links;
        links[plan->n_links++] = (PlannedLink){.path = path, .target = target};
        return 0;
}
