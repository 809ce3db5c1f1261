/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the helper maps, and which of it has to be, is known to it alone at the start
 * (helper/container/root/apply-bind.c, rootfs.c): here the same is said of a definition. */
#include "ctl/verbs/mapping.h"

#include "core/base/failure.h"
#include "core/contract/contract.h"
#include "core/contract/userns.h"
#include "core/io/unmapped.h"
#include "ctl/system/idmap.h"
#include "generator/volume/hostdirs.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Mapping {
        const Definition *def;
        UserNs userns;
        int userns_fd;
        DiagList *diags;
} Mapping;

/* Tries FD, named at AT. */
static int try_fd(const Mapping *mapping, int fd, bool recursive, const Place *at, const char *advice)
{
        char why[FAILURE_TEXT_MAX / 2];
        if (idmap_try(mapping->userns_fd, fd, recursive) != IDMAP_CANT)
                return 0;
        unmapped_explain(fd, advice, why, sizeof why);
        return diag_warning(mapping->diags, at, "%s", why);
}

/* The host's PATH, and SUB in it if that is not NULL: neither that nor what lies below a directory that
 * containers write is left by a link. NULL in RET: it can't be opened, which is told at the start. 0 or
 * -ENOMEM. */
static int open_path(const Mapping *mapping, const char *path, const char *sub, int *ret)
{
        const HostDir *above = hostdirs_above(mapping->def, path);
        const char *rest = above ? path + strlen(above->path) + 1 : sub;
        _cleanup_free_ char *both = above && sub ? string_printf("%s/%s", rest, sub) : NULL;
        if (above && sub && !both)
                return -ENOMEM;
        *ret = idmap_open(above ? above->path : path, both ? both : rest);
        return 0;
}

static int check_rootfs(const Mapping *mapping, const Container *c)
{
        _cleanup_close_ int fd = -1;
        if (!mapping->userns.own || !c->rootfs.set)
                return 0;
        int r = open_path(mapping, c->rootfs.text, NULL, &fd);
        return r < 0 || fd < 0 ? r : try_fd(mapping, fd, false, &c->rootfs.at, UNMAPPED_ROOT);
}

/* Whether FD appears as somebody else's than it is, for which it needs a map whatever may be done with it. */
static bool changes_owner(const Mapping *mapping, int fd, const Ids *owner)
{
        struct stat st;
        return mapping->userns.own || fstat(fd, &st) < 0 || st.st_uid != owner->uid ||
               st.st_gid != owner->gid;
}

/* Where volumes are kept, or will be. */
static int check_local(const Mapping *mapping, const Place *at)
{
        if (!mapping->userns.own)
                return 0;
        _cleanup_close_ int fd = idmap_open(COSLICE_VOLUMES_DIR, NULL);
        if (fd < 0)
                fd = idmap_open(COSLICE_LIB_DIR, NULL);
        return fd < 0 ? 0 : try_fd(mapping, fd, false, at, UNMAPPED_LOCAL);
}

static int check_volume(const Mapping *mapping, const VolumeUse *use)
{
        const Volume *v = use->volume ? definition_volume(mapping->def, use->volume) : NULL;
        const Ids *owner = use->owned ? &use->owner : v && v->owner.set ? &v->owner.ids : NULL;
        const char *path = v ? v->path.text : use->source;
        bool read_only = use->read_only || (v && v->read_only.number);
        /* What can't be mapped is then mounted as it is. */
        bool unmapped =
                !mapping->userns.own || read_only || mapping->userns.uids.n > 0 || mapping->userns.gids.n > 0;
        _cleanup_close_ int fd = -1;
        if (v && volume_type(v) == &volume_type_local)
                return check_local(mapping, &use->at);
        if (!path || (v && !volume_is_of_host(v)) || (!owner && unmapped))
                return 0;
        int r = open_path(mapping, path, use->sub, &fd);
        if (r < 0 || fd < 0 || (owner && !changes_owner(mapping, fd, owner)))
                return r;
        return try_fd(mapping, fd, true, &use->at, owner ? UNMAPPED_OWNER : UNMAPPED_VOLUME);
}

int mapping_check(const Definition *def, int userns_fd, DiagList *diags)
{
        Mapping mapping = {.def = def, .userns_fd = userns_fd, .diags = diags};
        const char *why;
        int r = userns_read(definition_userns(def), &mapping.userns, &why);
        for (size_t i = 0; i < def->n_containers && r == 0; i++) {
                const Container *c = def->containers + i;
                r = check_rootfs(&mapping, c);
                for (size_t k = 0; k < c->n_volumes && r == 0; k++)
                        r = check_volume(&mapping, c->volumes + k);
        }
        return r;
}
