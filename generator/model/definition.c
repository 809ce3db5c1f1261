/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group as its files define it: memory. */
#include "generator/model/definition.h"

#include <errno.h>
#include <string.h>

const char *const restart_mode_names[] = {"no",          "on-success", "on-failure", "on-abnormal",
                                          "on-watchdog", "on-abort",   "always"};
const char *const limits_mode_names[] = {"share", "request"};
const char *const cpu_rounding_names[] = {"up", "exact"};
const char *const volume_type_names[] = {"empty", "bind"};
const char *const medium_names[] = {"disk", "memory"};

bool scalar_is_unknown(const Scalar *scalar)
{
        return scalar->given && !scalar->set;
}

void scalar_done(Scalar *scalar)
{
        free(scalar->text);
        *scalar = (Scalar){};
}

void item_list_clear(ItemList *list)
{
        for (size_t i = 0; i < list->n; i++)
                free(list->items[i].text);
        list->n = 0;
}

void item_list_done(ItemList *list)
{
        item_list_clear(list);
        free(list->items);
        *list = (ItemList){};
}

/* A further item of LIST, or NULL. */
static Item *item_list_grow(ItemList *list)
{
        if (list->n == list->space) {
                size_t space = list->space ? list->space * 2 : 4;
                Item *items = reallocarray(list->items, space, sizeof *items);
                if (!items)
                        return NULL;
                list->items = items;
                list->space = space;
        }
        return list->items + list->n++;
}

int item_list_take(ItemList *list, Value *value, const Place *at)
{
        char *text = TAKE_PTR(value->text);
        Item *item = item_list_grow(list);
        if (!item) {
                free(text);
                return -ENOMEM;
        }
        *item = (Item){.limit = value->limit, .text = text, .at = *at};
        _Static_assert(sizeof value->limit >= sizeof value->ports, "the larger one is copied");
        return 0;
}

int item_list_copy(ItemList *list, const Item *item)
{
        Item copy = *item;
        copy.text = item->text ? strdup(item->text) : NULL;
        Item *added = item->text && !copy.text ? NULL : item_list_grow(list);
        if (!added) {
                free(copy.text);
                return -ENOMEM;
        }
        *added = copy;
        return 0;
}

void setting_list_done(SettingList *list)
{
        for (size_t i = 0; i < list->n; i++) {
                free(list->items[i].key);
                free(list->items[i].value);
        }
        free(list->items);
        *list = (SettingList){};
}

void setting_list_clear(SettingList *list, const char *key)
{
        size_t kept = 0;
        for (size_t i = 0; i < list->n; i++) {
                if (streq(list->items[i].key, key)) {
                        free(list->items[i].key);
                        free(list->items[i].value);
                } else
                        list->items[kept++] = list->items[i];
        }
        list->n = kept;
}

int setting_list_add(SettingList *list, const char *key, const char *value, const Place *at)
{
        UnitSetting *grown = reallocarray(list->items, list->n + 1, sizeof *grown);
        if (!grown)
                return -ENOMEM;
        list->items = grown;
        UnitSetting setting = {.key = strdup(key), .value = strdup(value), .at = *at};
        if (!setting.key || !setting.value) {
                free(setting.key);
                free(setting.value);
                return -ENOMEM;
        }
        grown[list->n++] = setting;
        return 0;
}

static void volume_use_done(VolumeUse *use)
{
        free(use->volume);
        free(use->source);
        free(use->sub);
        free(use->target);
}

static void container_done(Container *c)
{
        Scalar *scalars[] = {&c->rootfs,
                             &c->read_only,
                             &c->working_dir,
                             &c->user,
                             &c->group,
                             &c->cpu,
                             &c->memory,
                             &c->cpu_limit,
                             &c->memory_limit,
                             &c->pids_limit,
                             &c->restart,
                             &c->restart_sec,
                             &c->stop_timeout,
                             &c->stop_signal,
                             &c->reload_signal,
                             &c->run_init,
                             &c->timeout_start_sec,
                             &c->log_interval,
                             &c->log_burst};
        ItemList *lists[] = {&c->entrypoint,
                             &c->exec,
                             &c->environment,
                             &c->environment_file,
                             &c->group_add,
                             &c->ports,
                             &c->volume,
                             &c->tmpfs,
                             &c->ulimit,
                             &c->after,
                             &c->success_exit_status,
                             &c->restart_prevent_exit_status,
                             &c->restart_force_exit_status};
        for (size_t i = 0; i < ARRAY_SIZE(scalars); i++)
                scalar_done(scalars[i]);
        for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
                item_list_done(lists[i]);
        for (size_t i = 0; i < c->n_volumes; i++)
                volume_use_done(c->volumes + i);
        for (size_t i = 0; i < c->n_tmpfses; i++) {
                free(c->tmpfses[i].target);
                free(c->tmpfses[i].options);
        }
        free(c->volumes);
        free(c->tmpfses);
        free(c->name);
}

static void volume_done(Volume *v)
{
        Scalar *scalars[] = {&v->type, &v->medium, &v->size, &v->path, &v->create, &v->read_only, &v->owner};
        for (size_t i = 0; i < ARRAY_SIZE(scalars); i++)
                scalar_done(scalars[i]);
        free(v->name);
}

Definition *definition_new(const char *name, const char *path)
{
        _cleanup_definition_ Definition *def = calloc(1, sizeof *def);
        if (!def || !(def->name = strdup(name)) || !(def->path = strdup(path)))
                return NULL;
        return TAKE_PTR(def);
}

Definition *definition_free(Definition *def)
{
        if (!def)
                return NULL;
        Scalar *scalars[] = {&def->description,  &def->cpu,    &def->memory,  &def->swap,
                             &def->cpu_rounding, &def->limits, &def->restart, &def->restart_sec,
                             &def->hostname,     &def->network};
        ItemList *lists[] = {&def->documentation, &def->requires_mounts_for, &def->before,
                             &def->wanted_by,     &def->required_by,         &def->alias};
        for (size_t i = 0; i < ARRAY_SIZE(scalars); i++)
                scalar_done(scalars[i]);
        for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
                item_list_done(lists[i]);
        setting_list_done(&def->dependencies);
        setting_list_done(&def->group_settings);
        setting_list_done(&def->conditions);
        container_done(&def->defaults);
        for (size_t i = 0; i < def->n_containers; i++)
                container_done(def->containers + i);
        for (size_t i = 0; i < def->n_volumes; i++)
                volume_done(def->volumes + i);
        for (size_t i = 0; i < def->n_writable; i++)
                free(def->writable[i].path);
        free(def->containers);
        free(def->volumes);
        free(def->writable);
        strvec_done(&def->strings);
        free(def->name);
        free(def->path);
        free(def);
        return NULL;
}

Container *definition_container(const Definition *def, const char *name)
{
        for (size_t i = 0; i < def->n_containers; i++)
                if (streq(def->containers[i].name, name))
                        return def->containers + i;
        return NULL;
}

Volume *definition_volume(const Definition *def, const char *name)
{
        for (size_t i = 0; i < def->n_volumes; i++)
                if (streq(def->volumes[i].name, name))
                        return def->volumes + i;
        return NULL;
}

Container *definition_add_container(Definition *def, const char *name, const Place *at)
{
        Container *containers = reallocarray(def->containers, def->n_containers + 1, sizeof *containers);
        if (!containers)
                return NULL;
        def->containers = containers;
        Container *c = containers + def->n_containers;
        *c = (Container){.at = *at, .name = strdup(name)};
        if (!c->name)
                return NULL;
        def->n_containers++;
        return c;
}

Volume *definition_add_volume(Definition *def, const char *name, const Place *at)
{
        Volume *volumes = reallocarray(def->volumes, def->n_volumes + 1, sizeof *volumes);
        if (!volumes)
                return NULL;
        def->volumes = volumes;
        Volume *v = volumes + def->n_volumes;
        *v = (Volume){.at = *at, .name = strdup(name)};
        if (!v->name)
                return NULL;
        def->n_volumes++;
        return v;
}

void container_settle_user(Container *c, bool user_wins)
{
        char *colon = c->user.text ? strchr(c->user.text, ':') : NULL;
        if (colon && user_wins)
                scalar_done(&c->group);
        else if (colon)
                *colon = '\0';
}
