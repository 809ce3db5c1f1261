/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units that a definition names. */
#include "generator/unitrefs.h"

#include "core/name.h"

#include <errno.h>
#include <string.h>

/* coslice-NAME.slice, and the scopes of sessions in its containers. 0, 1 or -ENOMEM. */
static int is_own_slice(const Definition *def, const char *unit)
{
        _cleanup_strbuf_ StrBuf name = {};
        strbuf_add(&name, "coslice-");
        int r = label_add_escaped(&name, def->name);
        const char *rest = r < 0 ? NULL : string_after(unit, name.text);
        return r < 0 ? r : rest && (streq(rest, ".slice") || (*rest == '-' && strstr(rest, "-exec-")));
}

/* Whether UNIT is the group's or one of its parts: 0, 1 or -ENOMEM. Their order is the generated units' own:
 * more of it leads to cycles, which systemd breaks somewhere. */
static int is_own(const Definition *def, const char *unit)
{
        static const char *const prefixes[] = {"coslice@", "coslice-sandbox@", "coslice-live@",
                                               "coslice-volume@"};
        for (size_t i = 0; i < def->alias.n; i++)
                if (streq(unit, def->alias.items[i].text))
                        return 1;
        for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
                const char *instance = string_after(unit, prefixes[i]);
                const char *rest = instance ? string_after(instance, def->name) : NULL;
                if (rest && (*rest == '.' || *rest == '_'))
                        return 1;
        }
        return is_own_slice(def, unit);
}

static int check_own(const Definition *def, const char *unit, const Place *at, DiagList *diags)
{
        if (streq(unit, "coslice.slice"))
                return diag_error(diags, at,
                                  "coslice.slice has all groups in it, this one too: leave it out");
        int r = is_own(def, unit);
        if (r <= 0)
                return r;
        return diag_error(diags, at,
                          "%s is a unit of this group, and a group can't depend on itself; the order of "
                          "containers is set "
                          "by After= in [Container NAME]",
                          unit);
}

static int check_settings(const Definition *def, const UnitSetting *settings, size_t n, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = check_own(def, settings[i].value, &settings[i].at, diags);
        return r;
}

static int check_items(const Definition *def, const ItemList *list, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++)
                r = check_own(def, list->items[i].text, &list->items[i].at, diags);
        return r;
}

/* An alias is a link beside the units of all others. systemd takes one of an instance only if it is the same
 * instance of something else (systemd.unit(5)); other links it ignores, with a line in its log. */
static int check_alias(const Definition *def, const Item *alias, DiagList *diags)
{
        const char *suffix = strrchr(alias->text, '.'), *instance = strchr(alias->text, '@');
        const char *rest = instance ? string_after(instance + 1, def->name) : NULL;
        if (!streq(suffix, ".service"))
                return diag_error(diags, &alias->at,
                                  "%s: the group's unit is a service, so its alias ends in .service",
                                  alias->text);
        if (string_after(alias->text, "coslice"))
                return diag_error(diags, &alias->at,
                                  "%s: names that begin with \"coslice\" are those of groups", alias->text);
        if (!rest || rest != suffix)
                return diag_error(diags, &alias->at,
                                  "%s: systemd gives a group's unit other names of one form alone, "
                                  "NAME@%s.service",
                                  alias->text, def->name);
        return 0;
}

int unitrefs_check(const Definition *def, DiagList *diags)
{
        const ItemList *lists[] = {&def->before, &def->wanted_by, &def->required_by};
        int r = check_settings(def, def->dependencies, def->n_dependencies, diags);
        if (r == 0)
                r = check_settings(def, def->group_settings, def->n_group_settings, diags);
        for (size_t i = 0; i < ARRAY_SIZE(lists) && r == 0; i++)
                r = check_items(def, lists[i], diags);
        for (size_t i = 0; i < def->alias.n && r == 0; i++)
                r = check_alias(def, def->alias.items + i, diags);
        return r;
}
