/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Type=bind: a directory, file or socket of the host. */
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static int check(const Volume *v, DiagList *diags)
{
        if (v->path.given)
                return 0;
        return diag_error(diags, &v->at,
                          "Path= is missing, the directory, file or socket of the host: write Path=/srv/%s",
                          v->name);
}

static int find(const Definition *def, const Volume *v, MountKind *ret_kind, char **ret_source)
{
        (void)def;
        *ret_kind = MOUNT_HOST;
        *ret_source = strdup(v->path.text);
        return *ret_source ? 0 : -ENOMEM;
}

const VolumeType volume_type_bind = {.of_host = true, .owned = true, .check = check, .find = find};
