/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd opens the path of a credential as root, and follows its links. */
#include "generator/validate/credentials.h"

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

static int check_secrets(const Definition *def, const ItemList *list, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++) {
                _cleanup_secret_ Secret secret = {};
                r = secret_parse(list->items[i].text, &secret);
                r = r < 0 ? r : check_path(def, secret.name, &list->items[i].at, diags);
        }
        return r;
}

int credentials_check(const Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->n_registries && r == 0; i++)
                r = check_path(def, def->registries[i].credential.text, &def->registries[i].credential.at,
                               diags);
        for (size_t i = 0; i < def->n_containers && r == 0; i++)
                r = check_secrets(def, &def->containers[i].secret, diags);
        for (size_t i = 0; i < def->n_volumes && r == 0; i++)
                r = check_secrets(def, &def->volumes[i].secret, diags);
        return r;
}
