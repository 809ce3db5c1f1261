/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of volume types, and what all of them have in common. */
#include "generator/volume/volume.h"

#include "generator/language/fields.h"

#include <errno.h>
#include <string.h>

#define ROW(name, word) [VOLUME_##name] = &volume_type_##word,
static const VolumeType *const types[] = {VOLUME_TYPES(ROW)};
#undef ROW

const VolumeType *volume_type(const Volume *v)
{
        return v->type.set ? types[v->type.number] : NULL;
}

bool volume_is_of_host(const Volume *v)
{
        const VolumeType *type = volume_type(v);
        return type && type->of_host;
}

bool volume_is_owned(const Volume *v)
{
        const VolumeType *type = volume_type(v);
        return type && type->owned;
}

bool volume_is_image(const Volume *v)
{
        return volume_type(v) == &volume_type_image;
}

bool volume_is_secret(const Volume *v)
{
        return volume_type(v) == &volume_type_secret;
}

const char *volume_read_only(const Volume *v)
{
        const VolumeType *type = volume_type(v);
        return type ? type->read_only : NULL;
}

/* "bind", or "cifs or nfs": the types that have KEY. */
static int add_types(StrBuf *buf, const Key *key)
{
        size_t begin = buf->length;
        for (size_t i = 0; i < _VOLUME_TYPE_MAX; i++)
                if (key->volume_types & 1U << i)
                        strbuf_addf(buf, "%s%s", buf->length > begin ? " or " : "", volume_type_names[i]);
        return buf->oom ? -ENOMEM : 0;
}

/* Whether a line of V says something by KEY, right or wrong. */
static bool is_given(const Volume *v, const Key *key)
{
        const void *field = const_field_in(key, v);
        const ItemList *list = field;
        return key->type->shape == SHAPE_LIST ? list->n > 0 || (list->set && !list->cleared)
                                              : ((const Scalar *)field)->given;
}

/* The line that says something right, or NULL. */
static const Place *place_of(const Volume *v, const Key *key)
{
        const void *field = const_field_in(key, v);
        const ItemList *list = field;
        const Scalar *scalar = field;
        if (key->type->shape == SHAPE_LIST)
                return list->n > 0 ? &list->items[0].at : NULL;
        return scalar->set ? &scalar->at : NULL;
}

/* A key that another type of volume has. */
static int check_key(const Volume *v, const Key *key, DiagList *diags)
{
        const Place *at = place_of(v, key);
        if (!at || key->volume_types & 1U << v->type.number)
                return 0;
        _cleanup_strbuf_ StrBuf others = {};
        int r = add_types(&others, key);
        return r < 0 ? r
                     : diag_error(diags, at, "this key belongs to Type=%s; [%s] has Type=%s", others.text,
                                  v->at.section, volume_type_names[v->type.number]);
}

/* The type that alone has a key which is given in V, or -1. Of several the last one in the table, whose keys
 * are the more special ones. */
static int meant_type(const Volume *v)
{
        size_t n;
        const Key *keys = keys_kept(SECTION_VOLUME, &n);
        for (int type = _VOLUME_TYPE_MAX - 1; type >= 0; type--)
                for (size_t i = 0; i < n; i++)
                        if (keys[i].volume_types == 1U << type && is_given(v, keys + i))
                                return type;
        return -1;
}

/* Which type was meant is told by the keys of one; without any it is the one that loses nothing. */
static int missing_type(const Volume *v, DiagList *diags)
{
        int meant = meant_type(v);
        if (meant >= 0)
                return diag_error(diags, &v->at, "Type= is missing: write Type=%s", volume_type_names[meant]);
        return diag_error(
                diags, &v->at,
                "Type= is missing, and what has Type=empty is gone with the group: write Type=local");
}

int volume_check(const Volume *v, DiagList *diags)
{
        const VolumeType *type = volume_type(v);
        size_t n;
        const Key *keys = keys_kept(SECTION_VOLUME, &n);
        int r = 0;
        if (!v->type.given)
                return missing_type(v, diags);
        if (!type)
                return 0; /* told already */
        for (size_t i = 0; i < n && r == 0; i++)
                r = check_key(v, keys + i, diags);
        return r < 0 || !type->check ? r : type->check(v, diags);
}
