/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Unit] that are handed on to systemd. */
#include "generator/parse/unitkeys.h"

#include <string.h>

static int clear_settings(UnitSetting *settings, size_t *n, const char *key)
{
        size_t kept = 0;
        for (size_t i = 0; i < *n; i++) {
                if (streq(settings[i].key, key)) {
                        free(settings[i].key);
                        free(settings[i].value);
                } else
                        settings[kept++] = settings[i];
        }
        *n = kept;
        return 0;
}

static int add_setting(const ValueContext *ctx, UnitSetting **settings, size_t *n, const char *key,
                       const char *value, const Place *at)
{
        if (*n < LIST_MAX)
                return definition_add_setting(settings, n, key, value, at);
        return diag_error(ctx->diags, at, "at most %d units or conditions are allowed", LIST_MAX);
}

int unitkeys_read_units(Definition *def, const ValueContext *ctx, const Key *key, const char *value,
                        const Place *at)
{
        bool group_only = key->type == TYPE_GROUP_UNITS;
        UnitSetting **settings = group_only ? &def->group_settings : &def->dependencies;
        size_t *n = group_only ? &def->n_group_settings : &def->n_dependencies;
        if (!*value)
                return clear_settings(*settings, n, key->name);
        ItemList units = {};
        int r = value_read_list(ctx, key, value, at, &units);
        for (size_t i = 0; i < units.n && r == 0; i++)
                r = add_setting(ctx, settings, n, key->name, units.items[i].text, at);
        item_list_done(&units);
        return r;
}

/* systemd takes one "|" and then one "!", without blanks, and drops a condition whose path it does not like:
 * the group would start regardless. */
static int check_condition(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                           bool *ret)
{
        _cleanup_free_ char *path = NULL;
        const char *argument = value + (*value == '|');
        argument += *argument == '!';
        bool takes_path =
                strstr(key->name, "Path") || strstr(key->name, "File") || strstr(key->name, "Directory");
        if (strstr(key->name, "NeedsUpdate") && !streq(argument, "/etc") && !streq(argument, "/var"))
                return diag_error(ctx->diags, at, "expected /etc or /var, \"!\" before it negates");
        if (takes_path && *argument != '/')
                return diag_error(ctx->diags, at, "expected an absolute path, \"!\" before it negates");
        int r = takes_path ? value_host_path(ctx, argument, at, &path) : 0;
        *ret = !takes_path || path;
        return r;
}

int unitkeys_read_condition(Definition *def, const ValueContext *ctx, const Key *key, const char *value,
                            const Place *at)
{
        if (!*value)
                return clear_settings(def->conditions, &def->n_conditions, key->name);
        bool right = false;
        int r = value_check_line(ctx, value, at, &right);
        if (r < 0 || !right)
                return r;
        right = false;
        r = check_condition(ctx, key, value, at, &right);
        if (r < 0 || !right)
                return r;
        return add_setting(ctx, &def->conditions, &def->n_conditions, key->name, value, at);
}
