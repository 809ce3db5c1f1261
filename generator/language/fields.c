/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fields by the table of keys. */
#include "generator/language/fields.h"

#include <string.h>

/* Frees the fields of all keys of SECTION in BASE; several keys may share one. */
static void fields_done(SectionKind section, void *base)
{
        size_t n;
        const Key *keys = keys_kept(section, &n);
        for (size_t i = 0; i < n; i++) {
                void *field = field_in(keys + i, base);
                switch (keys[i].type->shape) {
                case SHAPE_NONE: break;
                case SHAPE_SCALAR: scalar_done(field); break;
                case SHAPE_COMMAND:
                case SHAPE_LIST: item_list_done(field); break;
                case SHAPE_SETTINGS: setting_list_done(field); break;
                }
        }
}

static void container_done(Container *c)
{
        fields_done(SECTION_CONTAINER, c);
        container_mounts_done(c);
        free(c->name);
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
        fields_done(SECTION_UNIT, def);
        fields_done(SECTION_GROUP, def);
        fields_done(SECTION_INSTALL, def);
        container_done(&def->defaults);
        for (size_t i = 0; i < def->n_containers; i++)
                container_done(def->containers + i);
        for (size_t i = 0; i < def->n_volumes; i++) {
                fields_done(SECTION_VOLUME, def->volumes + i);
                free(def->volumes[i].name);
        }
        for (size_t i = 0; i < def->n_registries; i++) {
                fields_done(SECTION_REGISTRY, def->registries + i);
                free(def->registries[i].name);
        }
        item_list_done(&def->ranges);
        for (size_t i = 0; i < def->n_images; i++)
                free(def->images[i].key);
        for (size_t i = 0; i < def->n_writable; i++)
                free(def->writable[i].path);
        free(def->containers);
        free(def->volumes);
        free(def->registries);
        free(def->images);
        free(def->writable);
        strvec_done(&def->strings);
        free(def->name);
        free(def->path);
        free(def);
        return NULL;
}
