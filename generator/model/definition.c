/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group as its files define it: memory. */
#include "generator/model/definition.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

const char *const restart_mode_names[] = {"no",          "on-success", "on-failure", "on-abnormal",
                                          "on-watchdog", "on-abort",   "always"};
const char *const log_pipe_names[] = {"auto", "yes", "no"};
const char *const auto_update_names[] = {"no", "registry"};
const char *const network_names[_NETWORK_MAX] = {
        [NETWORK_NONE] = "none", [NETWORK_PRIVATE] = "private",           [NETWORK_BRIDGE] = "bridge",
        [NETWORK_HOST] = "host", [NETWORK_MACVLAN] = "macvlan:INTERFACE",
};
const char *const limits_mode_names[] = {"share", "request"};
const char *const cpu_rounding_names[] = {"up", "exact"};
#define WORD(name, word) [VOLUME_##name] = #word,
const char *const volume_type_names[] = {VOLUME_TYPES(WORD)};
#undef WORD
const char *const pull_mode_names[_PULL_MAX] = {"missing", "always", "newer", "never"};
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

void container_mounts_done(Container *c)
{
        for (size_t i = 0; i < c->n_volumes; i++)
                volume_use_done(c->volumes + i);
        for (size_t i = 0; i < c->n_tmpfses; i++)
                mount_done(&c->tmpfses[i].mount);
        for (size_t i = 0; i < c->n_secrets; i++)
                secret_done(&c->secrets[i].secret);
        free(c->volumes);
        free(c->tmpfses);
        free(c->secrets);
}

Container *definition_container(const Definition *def, const char *name)
{
        for (size_t i = 0; i < def->n_containers; i++)
                if (streq(def->containers[i].name, name))
                        return def->containers + i;
        return NULL;
}

NetworkMode definition_network(const Definition *def)
{
        if (!def->network.set)
                return feature_is_there(def->features, FEATURE_NETWORK) ? NETWORK_PRIVATE : NETWORK_NONE;
        return def->network.number == NETWORK_BRIDGE ? NETWORK_PRIVATE : (NetworkMode)def->network.number;
}

const char *definition_macvlan(const Definition *def)
{
        return definition_network(def) == NETWORK_MACVLAN ? def->network.text : NULL;
}

const char *definition_userns(const Definition *def)
{
        return def->userns.set ? def->userns.text : USERNS_DEFAULT;
}

Volume *definition_volume(const Definition *def, const char *name)
{
        for (size_t i = 0; i < def->n_volumes; i++)
                if (streq(def->volumes[i].name, name))
                        return def->volumes + i;
        return NULL;
}

Registry *definition_registry(const Definition *def, const char *name)
{
        for (size_t i = 0; i < def->n_registries; i++)
                if (strcasecmp(def->registries[i].name, name) == 0)
                        return def->registries + i;
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

Registry *definition_add_registry(Definition *def, const char *name, const Place *at)
{
        Registry *registries = reallocarray(def->registries, def->n_registries + 1, sizeof *registries);
        if (!registries)
                return NULL;
        def->registries = registries;
        Registry *registry = registries + def->n_registries;
        *registry = (Registry){.at = *at, .name = strdup(name)};
        if (!registry->name)
                return NULL;
        def->n_registries++;
        return registry;
}

const Image *definition_image(const Definition *def, const Container *c)
{
        return c->image.set && def->n_images > 0 ? def->images + c->image_index : NULL;
}

const Image *definition_volume_image(const Definition *def, const Volume *v)
{
        return def->images + v->image_index;
}

LogPipe container_log_pipe(const Container *c)
{
        bool said = c->log_pipe.number != LOG_PIPE_AUTO || c->image.set;
        return said ? (LogPipe)c->log_pipe.number : LOG_PIPE_NO;
}

void container_settle_user(Container *c, bool user_wins)
{
        char *colon = c->user.text ? strchr(c->user.text, ':') : NULL;
        if (colon && user_wins)
                scalar_done(&c->group);
        else if (colon)
                *colon = '\0';
}
