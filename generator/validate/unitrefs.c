/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units that a definition names. */
#include "generator/validate/unitrefs.h"

#include "core/base/name.h"
#include "core/contract/unitname.h"
#include "generator/types/foreignfile.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

/* Whether UNIT is the group's or one of its parts. Their order is the generated units' own: more of it leads
 * to cycles, which systemd breaks somewhere. */
static bool is_own(const Definition *def, const char *unit)
{
        for (size_t i = 0; i < def->alias.n; i++)
                if (streq(unit, def->alias.items[i].text))
                        return true;
        return unitname_is_of(unit, def->name);
}

/* The container called by the N bytes at NAME, or NULL. */
static const Container *find_container(const Definition *def, const char *name, size_t n)
{
        for (size_t i = 0; i < def->n_containers; i++)
                if (strlen(def->containers[i].name) == n && strncmp(def->containers[i].name, name, n) == 0)
                        return def->containers + i;
        return NULL;
}

/* A unit that the file names, and where. */
typedef struct UnitRef {
        const char *unit;
        const Place *at;
} UnitRef;

/* What is told of the units of one line. */
typedef struct Line {
        const Definition *def;
        const Place *at;
        StrBuf why;     /* what is wrong with which of them */
        StrBuf kept;    /* those that may stay */
        StrVec waited;  /* containers of the group that are waited for, */
        StrVec waiting; /* and those that wait: Before= */
        bool wrong;
} Line;

static void line_done(Line *line)
{
        strbuf_done(&line->why);
        strbuf_done(&line->kept);
        strvec_done(&line->waited);
        strvec_done(&line->waiting);
}
#define _cleanup_line_ _cleanup_(line_done)

_printf_(2, 3) static int add_reason(Line *line, const char *format, ...)
{
        va_list arguments;
        va_start(arguments, format);
        strbuf_add(&line->why, line->why.length > 0 ? "; " : "");
        int r = strbuf_addv(&line->why, format, arguments);
        va_end(arguments);
        return r;
}

static int keep_unit(Line *line, const char *unit)
{
        return strbuf_addf(&line->kept, "%s%s", line->kept.length > 0 ? " " : "", unit);
}

/* A container of the group: here it has no unit that others name, and the order stands in the containers. */
static int add_container(Line *line, const char *name)
{
        static const char *const orders[] = {"After", "Wants", "Requires", "BindsTo", "PartOf", "Upholds"};
        if (streq(line->at->key, "Before"))
                return strvec_add(&line->waiting, name);
        for (size_t i = 0; i < ARRAY_SIZE(orders); i++)
                if (streq(line->at->key, orders[i]))
                        return strvec_contains(&line->waited, name) ? 0 : strvec_add(&line->waited, name);
        return 0;
}

/* A container, pod or YAML file of Quadlet, NAME: another group, or a part of this one. */
static int add_file(Line *line, const char *unit, size_t n)
{
        const Definition *def = line->def;
        _cleanup_free_ char *name = strndup(unit, n), *group = NULL;
        if (!name || !(group = string_printf("%s.group", name)))
                return -ENOMEM;
        line->wrong = true;
        int r;
        if (find_container(def, unit, n)) {
                r = add_reason(line, "\"%s\": %s is a container of this group, another group would be %s",
                               unit, name, group);
                return r < 0 ? r : add_container(line, name);
        }
        if (streq(name, def->name))
                return add_reason(line,
                                  "\"%s\": %s is this group, whose containers wait for each other by After= "
                                  "in [Container NAME]",
                                  unit, name);
        r = add_reason(line, "\"%s\": Quadlet's containers and pods are groups here", unit);
        return r < 0 || !label_is_valid(name) ? r : keep_unit(line, group);
}

static int add_own(Line *line, const char *unit)
{
        int r;
        if (streq(unit, UNITNAME_SLICE_OF_ALL))
                r = add_reason(line, UNITNAME_SLICE_OF_ALL " has all groups in it, this one too");
        else if (!is_own(line->def, unit))
                return keep_unit(line, unit);
        else
                r = add_reason(line,
                               "%s is a unit of this group, and a group can't depend on itself; the order of "
                               "containers is set by After= in [Container NAME]",
                               unit);
        line->wrong = true;
        return r;
}

static int add_unit(Line *line, const char *unit)
{
        for (size_t i = 0; i < n_foreign_files; i++) {
                size_t n = foreign_file_stem(unit, foreign_files[i].suffix);
                line->wrong |= n > 0;
                if (n > 0 && foreign_files[i].what)
                        return add_reason(line, "\"%s\": %s", unit, foreign_files[i].what);
                if (n > 0)
                        return add_file(line, unit, n);
                n = foreign_files[i].service ? foreign_file_stem(unit, foreign_files[i].service) : 0;
                if (n == 0)
                        continue;
                int r = add_reason(line, "%s looks like what Quadlet makes of %.*s%s, and %s", unit, (int)n,
                                   unit, foreign_files[i].suffix,
                                   foreign_files[i].what ? foreign_files[i].what : "a pod is a group here");
                if (r < 0 || foreign_files[i].what)
                        return r;
                bool own = strlen(line->def->name) == n && strncmp(line->def->name, unit, n) == 0;
                return own ? 0
                           : strbuf_addf(&line->kept, "%s%.*s.group", line->kept.length > 0 ? " " : "",
                                         (int)n, unit);
        }
        size_t n = foreign_file_stem(unit, ".service");
        const Container *c = n > 0 ? find_container(line->def, unit, n) : NULL;
        if (!c)
                return add_own(line, unit);
        int r = add_reason(line, "%s is no unit of this group, which has a container %s", unit, c->name);
        return r < 0 ? r : add_container(line, c->name);
}

/* The container that the line is about: of those beside NAMES the one behind it, else the last one before. */
static const Container *container_at(const Line *line, const StrVec *names)
{
        const Container *before = NULL;
        for (size_t i = 0; i < line->def->n_containers; i++) {
                const Container *c = line->def->containers + i;
                if (strvec_contains(names, c->name))
                        continue;
                if (c->at.file == line->at->file && c->at.line > line->at->line)
                        return c;
                before = c;
        }
        return before;
}

/* What to write instead: "After=db in [Container app]" for containers, the line itself for what stays. */
static int add_instead(const Line *line, StrBuf *text)
{
        const Container *waits = container_at(line, &line->waited),
                        *first = container_at(line, &line->waiting);
        size_t begin = text->length;
        for (size_t i = 0; i < line->waited.n && waits; i++)
                strbuf_addf(text, "%s%s", i == 0 ? "write After=" : " ", line->waited.items[i]);
        if (text->length > begin)
                strbuf_addf(text, " in [Container %s]", waits->name);
        for (size_t i = 0; i < line->waiting.n && first; i++)
                strbuf_addf(text, "%sAfter=%s in [Container %s]", i == 0 ? "write " : ", ", first->name,
                            line->waiting.items[i]);
        if (line->kept.length > 0)
                strbuf_addf(text, "%s%s=%s", text->length > begin ? " and " : "write ", line->at->key,
                            line->kept.text);
        return text->oom ? -ENOMEM : 0;
}

/* One message for the units of a line. */
static int tell_line(const Line *line, DiagList *diags)
{
        _cleanup_strbuf_ StrBuf instead = {};
        if (line->why.length == 0 || line->kept.oom)
                return line->kept.oom ? -ENOMEM : 0;
        int r = add_instead(line, &instead);
        if (r < 0)
                return r;
        return diag_add(diags, line->wrong ? SEVERITY_ERROR : SEVERITY_WARNING, line->at, "%s%s%s",
                        line->why.text, instead.length > 0 ? ": " : "",
                        instead.length > 0 ? instead.text : "; leave it out");
}

static bool is_same_line(const Place *a, const Place *b)
{
        return a->file == b->file && a->line == b->line && streq(a->key, b->key);
}

static int check_refs(const Definition *def, const UnitRef *refs, size_t n, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0;) {
                _cleanup_line_ Line line = {.def = def, .at = refs[i].at};
                for (; i < n && r == 0 && is_same_line(refs[i].at, line.at); i++)
                        r = add_unit(&line, refs[i].unit);
                if (r == 0)
                        r = tell_line(&line, diags);
        }
        return r;
}

static int check_settings(const Definition *def, const SettingList *list, DiagList *diags)
{
        _cleanup_free_ UnitRef *refs = calloc(list->n ? list->n : 1, sizeof *refs);
        for (size_t i = 0; i < list->n && refs; i++)
                refs[i] = (UnitRef){list->items[i].value, &list->items[i].at};
        return refs ? check_refs(def, refs, list->n, diags) : -ENOMEM;
}

static int check_items(const Definition *def, const ItemList *list, DiagList *diags)
{
        _cleanup_free_ UnitRef *refs = calloc(list->n ? list->n : 1, sizeof *refs);
        for (size_t i = 0; i < list->n && refs; i++)
                refs[i] = (UnitRef){list->items[i].text, &list->items[i].at};
        return refs ? check_refs(def, refs, list->n, diags) : -ENOMEM;
}

/* An alias is a link beside the units of all others. systemd takes one of an instance only if it is the same
 * instance of something else (systemd.unit(5)); other links it ignores, with a line in its log. */
static int check_alias(const Definition *def, const Item *alias, DiagList *diags)
{
        const char *suffix = strrchr(alias->text, '.'), *instance = strchr(alias->text, '@');
        const char *rest = instance ? string_after(instance + 1, def->name) : NULL;
        int n = (int)strcspn(alias->text, "@.");
        if (!streq(suffix, ".service"))
                return diag_error(diags, &alias->at,
                                  "%s: the group's unit is a service: write Alias=%.*s@%s.service",
                                  alias->text, n, alias->text, def->name);
        if (string_after(alias->text, "coslice"))
                return diag_error(diags, &alias->at,
                                  "%s: names that begin with \"coslice\" are those of groups; leave it out",
                                  alias->text);
        if (!rest || rest != suffix)
                return diag_error(diags, &alias->at,
                                  "%s: systemd gives a group's unit other names of one form alone: write "
                                  "Alias=%.*s@%s.service",
                                  alias->text, n, alias->text, def->name);
        return 0;
}

int unitrefs_check(const Definition *def, DiagList *diags)
{
        const ItemList *lists[] = {&def->before, &def->wanted_by, &def->required_by};
        int r = check_settings(def, &def->dependencies, diags);
        if (r == 0)
                r = check_settings(def, &def->group_settings, diags);
        for (size_t i = 0; i < ARRAY_SIZE(lists) && r == 0; i++)
                r = check_items(def, lists[i], diags);
        for (size_t i = 0; i < def->alias.n && r == 0; i++)
                r = check_alias(def, def->alias.items + i, diags);
        return r;
}
