/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units that a definition names. */
#include "generator/unitrefs.h"

#include "core/name.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

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

/* Files of Quadlet, and what it makes of x.network: x-network.service; of x.container it makes x.service. */
static const struct {
        const char *suffix;
        const char *service; /* NULL: told as a unit that is named like a container */
        const char *what;
} quadlet[] = {
        {".container", NULL, NULL},
        {".pod", "-pod.service", NULL},
        {".kube", NULL, NULL},
        {".network", "-network.service", "a group has a network of its own: leave it out"},
        {".volume", "-volume.service", "a group's volumes are there before its containers: leave it out"},
        {".image", "-image.service", "an image is there before its container starts: leave it out"},
        {".build", "-build.service", "coslice builds no images: leave it out"},
        {".artifact", NULL, "artifacts are not fetched: leave it out"},
};

static size_t before_suffix(const char *word, const char *suffix)
{
        size_t n = strlen(word), length = strlen(suffix);
        return n > length && strcasecmp(word + n - length, suffix) == 0 ? n - length : 0;
}

bool unitrefs_is_quadlet(const char *word)
{
        for (size_t i = 0; i < ARRAY_SIZE(quadlet); i++)
                if (before_suffix(word, quadlet[i].suffix) > 0)
                        return true;
        return false;
}

/* Whether the N bytes at NAME are a container's name. */
static bool is_container(const Definition *def, const char *name, size_t n)
{
        for (size_t i = 0; i < def->n_containers; i++)
                if (strlen(def->containers[i].name) == n && strncmp(def->containers[i].name, name, n) == 0)
                        return true;
        return false;
}

/* A container or pod of Quadlet: there it is another unit, here it may be a part of this group. */
static int tell_file(const Definition *def, const char *unit, size_t n, const Place *at, DiagList *diags)
{
        if (is_container(def, unit, n))
                return diag_error(
                        diags, at,
                        "\"%s\": %.*s is a container of this group: write After=%.*s in the [Container "
                        "NAME] that needs it; for one of another group write the group here, as in "
                        "%.*s.group",
                        unit, (int)n, unit, (int)n, unit, (int)n, unit);
        if (strlen(def->name) == n && strncmp(def->name, unit, n) == 0)
                return diag_error(
                        diags, at,
                        "\"%s\": %s is this group: leave it out; a container that needs another one of "
                        "the group has After= in its [Container NAME]",
                        unit, def->name);
        return diag_error(
                diags, at,
                "\"%s\": Quadlet's containers and pods are groups here: write the group, as in web.group",
                unit);
}

/* Names that were right for Quadlet. */
static int check_quadlet(const Definition *def, const char *unit, const Place *at, DiagList *diags)
{
        for (size_t i = 0; i < ARRAY_SIZE(quadlet); i++) {
                size_t n = before_suffix(unit, quadlet[i].suffix);
                if (n > 0 && quadlet[i].what)
                        return diag_error(diags, at, "\"%s\": %s", unit, quadlet[i].what);
                if (n > 0)
                        return tell_file(def, unit, n, at, diags);
                n = quadlet[i].service ? before_suffix(unit, quadlet[i].service) : 0;
                if (n > 0)
                        return diag_warning(diags, at, "%s looks like what Quadlet makes of %.*s%s; %s", unit,
                                            (int)n, unit, quadlet[i].suffix,
                                            quadlet[i].what ? quadlet[i].what
                                                            : "a pod is a group here, as in web.group");
        }
        size_t n = before_suffix(unit, ".service");
        if (n == 0 || !is_container(def, unit, n))
                return 0;
        return diag_warning(
                diags, at,
                "%s is no unit of this group; if its container %.*s is meant, write After=%.*s in the "
                "[Container NAME] that needs it",
                unit, (int)n, unit, (int)n, unit);
}

static int check_unit(const Definition *def, const char *unit, const Place *at, DiagList *diags)
{
        int r = check_quadlet(def, unit, at, diags);
        return r < 0 ? r : check_own(def, unit, at, diags);
}

static int check_settings(const Definition *def, const UnitSetting *settings, size_t n, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = check_unit(def, settings[i].value, &settings[i].at, diags);
        return r;
}

static int check_items(const Definition *def, const ItemList *list, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++)
                r = check_unit(def, list->items[i].text, &list->items[i].at, diags);
        return r;
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
        int r = check_settings(def, def->dependencies, def->n_dependencies, diags);
        if (r == 0)
                r = check_settings(def, def->group_settings, def->n_group_settings, diags);
        for (size_t i = 0; i < ARRAY_SIZE(lists) && r == 0; i++)
                r = check_items(def, lists[i], diags);
        for (size_t i = 0; i < def->alias.n && r == 0; i++)
                r = check_alias(def, def->alias.items + i, diags);
        return r;
}
