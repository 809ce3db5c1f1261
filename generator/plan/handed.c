/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that are handed on as they are. */
#include "generator/plan/handed.h"

#include "generator/language/fields.h"
#include "generator/plan/bound-values.h"

/* Binds VALUE of KEY to NAME, behind PREFIX. */
static void bind_value(Bindings *b, const char *name, const char *prefix, const Key *key, const Value *value)
{
        _cleanup_strbuf_ StrBuf buf = {};
        strbuf_add(&buf, prefix);
        int r = key->type->write(key_rule(key), value, &buf);
        bind_written(b, name, r, &buf);
}

/* The same for all that KEY has in BASE. */
static void bind_field(Bindings *b, const char *name, const char *prefix, const Key *key, const void *base)
{
        const void *field = const_field_in(key, base);
        if (key->type->shape == SHAPE_SCALAR) {
                const Scalar *scalar = field;
                const Value value = {.number = scalar->number, .text = scalar->text};
                if (scalar->set)
                        bind_value(bind_from_scalar(b, scalar), name, prefix, key, &value);
                return;
        }
        const ItemList *list = field;
        for (size_t i = 0; i < list->n; i++) {
                const Value value = {.limit = list->items[i].limit, .text = list->items[i].text};
                bind_value(bind_from(b, &list->items[i].at, NULL), name, prefix, key, &value);
        }
}

void handed_bind(Bindings *b, SectionKind section, const void *base)
{
        size_t n;
        const Key *keys = keys_kept(section, &n);
        for (size_t i = 0; i < n; i++)
                if (keys[i].bind)
                        bind_field(b, keys[i].bind, "", keys + i, base);
}

static void bind_option(Bindings *b, const char *name, const Key *key, const void *base)
{
        if (key->type == &type_boolean) {
                const Scalar *scalar = const_field_in(key, base);
                if (scalar->number)
                        bind_textf(bind_from_scalar(b, scalar), name, "--%s", key->option);
                return;
        }
        _cleanup_free_ char *prefix = string_printf("--%s=", key->option);
        if (prefix)
                bind_field(b, name, prefix, key, base);
        else
                b->oom = true;
}

void handed_options(Bindings *b, const char *name, SectionKind section, const void *base)
{
        size_t n;
        const Key *keys = keys_kept(section, &n);
        for (size_t i = 0; i < n; i++)
                if (keys[i].option)
                        bind_option(b, name, keys + i, base);
}
