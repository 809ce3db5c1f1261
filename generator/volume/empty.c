/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Type=empty: made with the group's sandbox, gone with it. */
#include "core/contract/contract.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static int check(const Volume *v, DiagList *diags)
{
        bool on_disk = v->medium.number != MEDIUM_MEMORY && !scalar_is_unknown(&v->medium);
        int r = 0;
        if (v->size.set && on_disk)
                r = diag_error(diags, &v->size.at,
                               "needs Medium=memory; a limit on disk is not supported by this "
                               "version of coslice");
        if (r == 0 && v->size.set && v->size.number == 0)
                r = diag_error(diags, &v->size.at, "expected more than 0 bytes");
        return r;
}

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
                .bytes = v->size.set ? v->size.number : memory / 2,
        };
}

const VolumeType volume_type_empty = {.check = check, .find = find, .make = make};
