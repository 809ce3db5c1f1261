/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Type=empty: made with the group's sandbox, gone with it. */
#include "core/contract/contract.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static int find(const Definition *def, const Volume *v, MountKind *ret_kind, char **ret_source)
{
        bool memory = v->medium.number == MEDIUM_MEMORY;
        char *source =
                memory ? strdup(v->name) : string_printf("%s/%s/%s", COSLICE_EMPTY_DIR, def->name, v->name);
        if (!source)
                return -ENOMEM;
        *ret_kind = memory ? MOUNT_PINNED : MOUNT_HOST;
        *ret_source = source;
        return 0;
}

/* What files of a tmpfs take counts as the group's memory, of which half is left for its programs. */
static void make(const Volume *v, uint64_t memory, Empty *ret)
{
        *ret = (Empty){
                .name = v->name,
                .memory = v->medium.number == MEDIUM_MEMORY,
                .owned = v->owner.set,
                .uid = v->owner.ids.uid,
                .gid = v->owner.ids.gid,
                .bytes = v->size.set                         ? v->size.number
                         : v->medium.number == MEDIUM_MEMORY ? memory / 2
                                                             : 0,
        };
}

const VolumeType volume_type_empty = {.find = find, .make = make};
