/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Type=secret: files with secrets, in memory alone. Nothing is mounted for it by itself: validate makes
 * secrets of each container that uses it (validate/secrets.h). */
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static int tell_twice(const Item *item, const Item *first, const char *name, DiagList *diags)
{
        _cleanup_free_ char *where = place_to_string(&first->at, &item->at);
        return where ? diag_error(diags, &item->at,
                                  "a secret of this volume is called %s already, by %s: say another name by "
                                  "target=",
                                  name, where)
                     : -ENOMEM;
}

/* What each file is called, once. */
static int check_names(const ItemList *list, DiagList *diags)
{
        _cleanup_strvec_ StrVec names = {};
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++) {
                _cleanup_secret_ Secret secret = {};
                r = secret_parse(list->items[i].text, &secret);
                for (size_t k = 0; k < i && r == 0; k++) {
                        if (!streq(names.items[k], secret.target))
                                continue;
                        r = tell_twice(list->items + i, list->items + k, secret.target, diags);
                        break;
                }
                r = r < 0 ? r : strvec_add(&names, secret.target);
        }
        return r;
}

static int check(const Volume *v, DiagList *diags)
{
        const ItemList *list = &v->secret;
        int r = 0;
        /* One that is wrong is told there. */
        if (list->n == 0 && (!list->set || list->cleared))
                r = diag_error(diags, &v->at, "Secret= is missing, which says what is in it: write Secret=%s",
                               v->name);
        if (r == 0 && v->read_only.set && !v->read_only.number)
                r = diag_error(diags, &v->read_only.at,
                               "a volume of secrets can only be read, as each secret; leave it out");
        return r < 0 ? r : check_names(list, diags);
}

const VolumeType volume_type_secret = {.read_only = "a volume of secrets", .check = check};
