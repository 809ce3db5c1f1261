/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd opens the path of a credential as root, and follows its links. */
#include "generator/validate/credentials.h"

#include "generator/types/secrets.h"
#include "generator/volume/hostdirs.h"

#include <errno.h>
#include <string.h>

/* PATH, or the name of an encrypted one, or NULL. */
static int check_path(const Definition *def, const char *path, const Place *at, DiagList *diags)
{
        const HostDir *dir = path && path[0] == '/' ? hostdirs_above(def, path) : NULL;
        return !dir ? 0
                    : diag_error(diags, at,
                                 "container %s can write %s: a credential must lie where no container can "
                                 "change it",
                                 dir->container, dir->path);
}

/* Whether both are for one place. 0, 1 or -ENOMEM. */
static int is_same(const Item *a, const Item *b)
{
        _cleanup_secret_ Secret one = {}, other = {};
        if (secret_parts(a->text, &one) < 0 || secret_parts(b->text, &other) < 0)
                return -ENOMEM;
        return one.env == other.env && streq(one.target, other.target);
}

static int check_secret(const Definition *def, const ItemList *list, size_t number, DiagList *diags)
{
        const Item *item = list->items + number;
        _cleanup_secret_ Secret secret = {};
        if (secret_parts(item->text, &secret) < 0)
                return -ENOMEM;
        int r = check_path(def, secret.name, &item->at, diags);
        for (size_t i = 0; i < number && r == 0; i++) {
                r = is_same(list->items + i, item);
                if (r <= 0)
                        continue;
                _cleanup_free_ char *where = place_to_string(&list->items[i].at, &item->at);
                return where ? diag_error(diags, &item->at, "a secret is at %s already, by %s", secret.target,
                                          where)
                             : -ENOMEM;
        }
        return r;
}

int credentials_check(const Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->n_registries && r == 0; i++)
                r = check_path(def, def->registries[i].credential.text, &def->registries[i].credential.at,
                               diags);
        for (size_t i = 0; i < def->n_containers && r == 0; i++) {
                const ItemList *list = &def->containers[i].secret;
                for (size_t k = 0; k < list->n && r == 0; k++)
                        r = check_secret(def, list, k, diags);
        }
        return r;
}
