/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The units of a group as files: names, templates, and what is bound to them for the whole group. */
#include "generator/plan/plan.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/contract/wire.h"
#include "generator/plan/handed.h"
#include "generator/plan/plan-container.h"
#include "generator/render/render.h"
#include "generator/render/templates.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

/* Beside COSLICE_REFUSAL, which must come after it. */
#define DROP_IN         "10-coslice.conf"
#define DROP_IN_SESSION "10-coslice-exec.conf"

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

/* Renders TEMPLATE to the file PATH, which the plan owns from then on. AT: where a value that can't be
 * written is told, or NULL. */
static int add_file(Plan *plan, char *path, const char *template, const Bindings *bindings, const Place *at,
                    DiagList *diags)
{
        _cleanup_strbuf_ StrBuf text = {};
        _cleanup_free_ char *owned = path;
        const char *name;
        PlannedFile file = {};
        if (!path)
                return -ENOMEM;
        int r = render(template, bindings, &text, &name);
        if (r == RENDER_REFUSED && diags)
                return diag_error(diags, at, "a value (%.*s) has bytes that a unit file can't hold",
                                  (int)strcspn(name, "}"), name);
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

/* A link that is asked for twice is made once. Owns PATH and TARGET. */
static int add_link(Plan *plan, char *path, char *target)
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

static void bind_items(Bindings *b, const char *name, const ItemList *list)
{
        for (size_t i = 0; i < list->n; i++)
                bind_text(b, name, list->items[i].text);
}

static void bind_settings(Bindings *b, const char *name, const SettingList *list)
{
        for (size_t i = 0; i < list->n; i++)
                bind_textf(b, name, "%s=%s", list->items[i].key, list->items[i].value);
}

static void bind_size(Bindings *b, const char *name, uint64_t value)
{
        bind_textf(b, name, "%llu", (unsigned long long)value);
}

static int plan_slice(const Definition *def, const Sums *sums, const char *text, DiagList *diags, Plan *plan)
{
        _cleanup_bindings_ Bindings b = {};
        const Place at = {.file = def->path};
        bind_text(&b, "group", def->name);
        bind_text(&b, "source", def->path);
        bind_text(&b, "sums", text);
        bind_size(&b, "cpu_weight", sums->cpu_weight);
        bind_take(&b, "cpu_quota", percent_of(sums->cpu_quota));
        bind_size(&b, "memory", sums->memory);
        bind_size(&b, "swap", sums->swap);
        bind_size(&b, "tasks", sums->tasks);
        return add_file(plan, unitname_make(ROLE_SLICE, def->name, NULL), template_group_slice, &b, &at,
                        diags);
}

static int plan_service(const Definition *def, const char *sums, DiagList *diags, Plan *plan)
{
        _cleanup_bindings_ Bindings b = {};
        const Place at = {.file = def->path, .section = "Unit"};
        handed_bind(&b, SECTION_UNIT, def);
        if (!def->description.set)
                bind_textf(&b, "description", "Group %s", def->name);
        bind_text(&b, "source", def->path);
        bind_settings(&b, "dependencies", &def->dependencies);
        bind_settings(&b, "settings", &def->group_settings);
        bind_settings(&b, "conditions", &def->conditions);
        const char *const started[] = {COSLICE_GROUP, "started", def->name, sums};
        const char *const stopped[] = {COSLICE_GROUP, "stopped", def->name};
        for (size_t i = 0; i < ARRAY_SIZE(started); i++)
                bind_text(&b, "started", started[i]);
        for (size_t i = 0; i < ARRAY_SIZE(stopped); i++)
                bind_text(&b, "stopped", stopped[i]);
        for (size_t i = 0; i < def->n_containers; i++) {
                bind_take(&b, "containers",
                          unitname_make(ROLE_CONTAINER, def->name, def->containers[i].name));
                bind_text(&b, "started", def->containers[i].name);
                bind_text(&b, "stopped", def->containers[i].name);
        }
        return add_file(plan, unitname_drop_in(ROLE_GROUP, def->name, NULL, DROP_IN), template_group_conf, &b,
                        &at, diags);
}

/* What the sandbox makes for V. */
static void bind_volume(Bindings *b, const Volume *v, const Sums *sums)
{
        const VolumeType *type = volume_type(v);
        _cleanup_strbuf_ StrBuf written = {};
        char *text = NULL;
        Empty empty;
        if (!type->make)
                return;
        type->make(v, sums->memory, &empty);
        bind_take(b, "up",
                  empty_write(&empty, &written) < 0 || strbuf_take(&written, &text) < 0 ? NULL : text);
}

static int plan_sandbox(const Definition *def, const Sums *sums, DiagList *diags, Plan *plan)
{
        _cleanup_bindings_ Bindings b = {};
        const Place at = {.file = def->path, .section = "Unit"};
        bind_text(&b, "source", def->path);
        bind_settings(&b, "dependencies", &def->dependencies);
        handed_bind(&b, SECTION_UNIT, def);
        bind_settings(&b, "conditions", &def->conditions);
        bind_text(&b, "up", COSLICE_HELPER);
        bind_text(&b, "up", "sandbox");
        bind_textf(&b, "up", "--group=%s", def->name);
        bind_textf(&b, "up", "--rendering=%s/%s/%s", COSLICE_GENERATOR_OUT, COSLICE_RENDERINGS, def->name);
        for (size_t i = 0; i < def->n_volumes; i++)
                bind_volume(&b, def->volumes + i, sums);
        bind_text(&b, "down", COSLICE_HELPER);
        bind_text(&b, "down", "sandbox");
        bind_textf(&b, "down", "--group=%s", def->name);
        bind_text(&b, "down", "--remove");
        return add_file(plan, unitname_drop_in(ROLE_SANDBOX, def->name, NULL, DROP_IN), template_sandbox_conf,
                        &b, &at, diags);
}

static int plan_container(const Definition *def, const Sums *sums, size_t i, DiagList *diags, Plan *plan)
{
        const Container *c = def->containers + i;
        _cleanup_bindings_ Bindings b = {};
        bind_container(&b, def, c, sums->containers + i);
        bind_items(&b, "before", &def->before);
        bind_settings(&b, "conditions", &def->conditions);
        int r = add_file(plan, unitname_make(ROLE_CONTAINER, def->name, c->name), template_container_service,
                         &b, &c->at, diags);
        if (r < 0)
                return r;
        return add_file(plan, unitname_drop_in(ROLE_SESSION, def->name, c->name, DROP_IN_SESSION),
                        template_exec_conf, &b, &c->at, diags);
}

/* [Install]: what `systemctl enable` would make. */
static int plan_install(const Definition *def, const char *unit_dir, Plan *plan)
{
        const ItemList *lists[] = {&def->wanted_by, &def->required_by};
        const char *const folders[] = {"wants", "requires"};
        _cleanup_free_ char *template = unitname_make(ROLE_GROUP, "", NULL);
        _cleanup_free_ char *unit = unitname_make(ROLE_GROUP, def->name, NULL);
        int r = template && unit ? 0 : -ENOMEM;
        for (size_t k = 0; k < ARRAY_SIZE(lists); k++)
                for (size_t i = 0; i < lists[k]->n && r == 0; i++)
                        r = add_link(plan,
                                     string_printf("%s.%s/%s", lists[k]->items[i].text, folders[k], unit),
                                     string_printf("%s/%s", unit_dir, template));
        for (size_t i = 0; i < def->alias.n && r == 0; i++)
                r = add_link(plan, strdup(def->alias.items[i].text), strdup(unit));
        return r;
}

int plan_group(const Definition *def, const Sums *sums, const char *unit_dir, DiagList *diags, Plan *ret)
{
        _cleanup_plan_ Plan plan = {};
        _cleanup_strbuf_ StrBuf text = {};
        if (sums_describe(sums, &text) < 0)
                return -ENOMEM;
        int r = plan_slice(def, sums, text.text, diags, &plan);
        if (r == 0)
                r = plan_service(def, text.text, diags, &plan);
        if (r == 0)
                r = plan_sandbox(def, sums, diags, &plan);
        for (size_t i = 0; i < def->n_containers && r == 0; i++)
                r = plan_container(def, sums, i, diags, &plan);
        if (r == 0)
                r = plan_install(def, unit_dir, &plan);
        if (r < 0)
                return r;
        *ret = plan;
        plan = (Plan){};
        return 0;
}

int plan_refusal(const char *name, const char *why, const char *source, bool running, Plan *ret)
{
        static const UnitRole units[] = {ROLE_GROUP, ROLE_SANDBOX};
        _cleanup_plan_ Plan plan = {};
        _cleanup_bindings_ Bindings b = {};
        bind_text(&b, "why", why);
        if (source)
                bind_text(&b, "source", source);
        if (running)
                bind_text(&b, "running", "yes");
        bind_text(&b, "refuse", COSLICE_GROUP);
        bind_text(&b, "refuse", "refuse");
        bind_text(&b, "refuse", why);
        for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
                int r = add_file(&plan, unitname_drop_in(units[i], name, NULL, COSLICE_REFUSAL),
                                 template_refuse_conf, &b, NULL, NULL);
                if (r < 0)
                        return r;
        }
        *ret = plan;
        plan = (Plan){};
        return 0;
}

int plan_dropped(const char *unit, const char *why, Plan *plan)
{
        _cleanup_bindings_ Bindings b = {};
        bind_text(&b, "why", why);
        return add_file(plan, string_printf("%s.d/" COSLICE_REFUSAL, unit), template_dropped_conf, &b, NULL,
                        NULL);
}
