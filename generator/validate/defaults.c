/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inherited values and defaults, by the table of keys. */
#include "generator/validate/defaults.h"

#include "generator/language/fields.h"

#include <errno.h>
#include <string.h>

static int inherit_scalar(Scalar *own, const Scalar *from)
{
        if (own->given || !from->given)
                return 0;
        *own = *from;
        own->text = from->text ? strdup(from->text) : NULL;
        return from->text && !own->text ? -ENOMEM : 0;
}

/* A list of [Container *] stands in front, unless the container emptied its own. SKIP: an item that is left
 * out, or NULL. */
static int inherit_list(ItemList *own, const ItemList *from, const char *skip)
{
        if (own->cleared || from->n == 0)
                return 0;
        ItemList merged = {.set = true};
        int r = 0;
        for (size_t i = 0; i < from->n && r == 0; i++) {
                if (skip && streq(skip, from->items[i].text))
                        continue;
                r = item_list_copy(&merged, from->items + i);
        }
        for (size_t i = 0; i < own->n && r == 0; i++) {
                Item *item = own->items + i;
                /* Without .plain, which commands alone have, and these are not inherited. */
                Value value = {.limit = item->limit, .text = TAKE_PTR(item->text)};
                r = item_list_take(&merged, &value, &item->at);
        }
        ItemList replaced = *own;
        *own = merged;
        item_list_done(&replaced);
        return r;
}

static void fill_in(Scalar *scalar, uint64_t number)
{
        if (!scalar->set)
                *scalar = (Scalar){.set = true, .number = number};
}

/* Whether the language has a default for KEY that holds whatever others say. */
static bool is_filled_in(const Key *key)
{
        return key->fallback > 0 && !(key->flags & KEY_DEPENDS);
}

/* The group's value for C, which has none; the group has one by now. */
static int inherit_from_group(const Key *key, const Definition *def, Scalar *own)
{
        const Scalar *group = (const Scalar *)((const char *)def + key->from_group);
        int r = inherit_scalar(own, group);
        if (r == 0 && !own->given) /* else what C has is wrong, which is told */
                fill_in(own, group->number);
        return r;
}

static int fill_field(const Key *key, const Definition *def, Container *c)
{
        void *own = field_in(key, c);
        const void *from = const_field_in(key, &def->defaults);
        /* After=db for all means all but db. */
        const char *skip = key->type == &type_containers ? c->name : NULL;
        Scalar *scalar = own;
        int r = 0;
        switch (key->type->shape) {
        case SHAPE_NONE:
        case SHAPE_SETTINGS: return 0;
        case SHAPE_COMMAND:
        case SHAPE_LIST: return key->flags & KEY_OWN ? 0 : inherit_list(own, from, skip);
        case SHAPE_SCALAR: break;
        }
        /* An empty value undoes [Container *]; what the group says is the default that then holds. */
        if (!(key->flags & KEY_OWN) && !scalar->cleared)
                r = inherit_scalar(scalar, from);
        if (r == 0 && key->from_group)
                r = inherit_from_group(key, def, scalar);
        if (r == 0 && is_filled_in(key))
                fill_in(scalar, key->fallback);
        return r;
}

void defaults_fill_group(Definition *def)
{
        size_t n;
        const Key *keys = keys_kept(SECTION_GROUP, &n);
        for (size_t i = 0; i < n; i++)
                if (is_filled_in(keys + i))
                        fill_in(field_in(keys + i, def), keys[i].fallback);
}

int defaults_fill_container(const Definition *def, Container *c)
{
        bool own_user = c->user.set, own_group = c->group.given || c->group.cleared;
        size_t n;
        const Key *keys = keys_kept(SECTION_CONTAINER, &n);
        for (size_t i = 0; i < n; i++) {
                int r = key_is_later(keys + i) ? 0 : fill_field(keys + i, def, c);
                if (r < 0)
                        return r;
        }
        if (own_user != own_group) /* what the container says wins over what it inherits */
                container_settle_user(c, own_user);
        return 0;
}

int defaults_check(const Container *c, DiagList *diags)
{
        size_t n;
        const Key *keys = keys_kept(SECTION_CONTAINER, &n);
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++) {
                const ValueRule *rule = key_rule(keys + i);
                if (!rule->too_little && !rule->too_much)
                        continue;
                const Scalar *scalar = const_field_in(keys + i, c);
                if (rule->too_little && scalar->number < rule->least)
                        r = diag_error(diags, &scalar->at, "%s", rule->too_little);
                else if (rule->too_much && scalar->number > rule->most)
                        r = diag_error(diags, &scalar->at, "%s", rule->too_much);
        }
        return r;
}
