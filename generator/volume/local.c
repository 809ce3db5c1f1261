/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Type=local: kept on this host until it is removed by hand, and made by the first container that uses it. */
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static int find(const Definition *def, const Volume *v, MountKind *ret_kind, char **ret_source)
{
        *ret_kind = MOUNT_LOCAL;
        *ret_source =
                v->common_name.set ? strdup(v->common_name.text) : string_printf("%s_%s", def->name, v->name);
        return *ret_source ? 0 : -ENOMEM;
}

const VolumeType volume_type_local = {.owned = true, .find = find};
