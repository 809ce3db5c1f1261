/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Host paths held against the writable directories of other groups. */
#include "ctl/verbs/across.h"

#include "core/base/name.h"
#include "generator/language/fields.h"
#include "generator/volume/hostdirs.h"

#include <errno.h>
#include <string.h>

/* All that any of the groups can write, sorted; the paths are borrowed. */
typedef struct Dirs {
        HostDir *items;
        size_t n;
} Dirs;

void across_done(Across *across)
{
        for (size_t i = 0; i < across->n; i++)
                definition_free(across->definitions[i]);
        free(across->definitions);
        *across = (Across){};
}

int across_add(Across *across, Definition *def, bool asked)
{
        if (across->n == across->space) {
                size_t space = across->space ? across->space * 2 : 16;
                Definition **definitions = reallocarray(across->definitions, space, sizeof(Definition *));
                if (!definitions) {
                        definition_free(def);
                        return -ENOMEM;
                }
                across->definitions = definitions;
                across->space = space;
        }
        across->definitions[across->n++] = def;
        if (asked)
                across->n_asked = across->n;
        return 0;
}

bool across_has(const Across *across, const char *group)
{
        for (size_t i = 0; i < across->n; i++)
                if (streq(across->definitions[i]->name, group))
                        return true;
        return false;
}

static int collect(const Across *across, Dirs *ret)
{
        size_t n = 0;
        for (size_t i = 0; i < across->n; i++)
                n += across->definitions[i]->n_writable;
        ret->items = calloc(n ? n : 1, sizeof *ret->items);
        if (!ret->items)
                return -ENOMEM;
        for (size_t i = 0; i < across->n; i++)
                for (size_t k = 0; k < across->definitions[i]->n_writable; k++)
                        ret->items[ret->n++] = across->definitions[i]->writable[k];
        hostdirs_sort(ret->items, ret->n);
        return 0;
}

/* The directory of another group that PATH of DEF leads through, as far as it is opened by its name: what
 * lies below a directory that DEF's own containers can write is opened beneath that. */
static const HostDir *through(const Dirs *dirs, const Definition *def, const char *path)
{
        const HostDir *own = hostdirs_above(def, path);
        return hostdirs_search(dirs->items, dirs->n, own ? own->path : path, def->name);
}

/* ADVICE: what to do about it. */
static int warn(DiagList *diags, const Place *at, const HostDir *dir, const char *advice)
{
        return diag_warning(
                diags, at,
                "container %s of group %s can write %s, and a link that it puts in there would be followed "
                "to anywhere on the host; %s",
                dir->container, dir->group, dir->path, advice);
}

/* A name for the volume whose Path= is PATH: its last part if that can be one and is free. */
static const char *volume_name(const Definition *def, const char *path)
{
        const char *name = strrchr(path, '/') + 1;
        return label_is_valid(name) && !definition_volume(def, name) ? name : "NAME";
}

static int warn_volume(DiagList *diags, const Definition *def, const VolumeUse *use, const HostDir *dir)
{
        const char *name = volume_name(def, dir->path);
        const char *words[] = {use->read_only ? "ro" : NULL, use->no_exec ? "noexec" : NULL,
                               use->slave ? "rslave" : NULL};
        _cleanup_strbuf_ StrBuf advice = {};
        strbuf_addf(&advice, "write Volume=%s%s:%s", name, use->source + strlen(dir->path), use->target);
        char sign = ':';
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                if (words[i]) {
                        strbuf_addf(&advice, "%c%s", sign, words[i]);
                        sign = ',';
                }
        strbuf_addf(&advice, ", with Type=bind%s and Path=%s in [Volume %s]",
                    use->create ? ", Create=yes" : "", dir->path, name);
        return advice.oom ? -ENOMEM : warn(diags, &use->at, dir, advice.text);
}

static int check_volumes(const Dirs *dirs, const Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->n_volumes && r == 0; i++) {
                const Volume *v = def->volumes + i;
                const HostDir *dir = v->used && v->path.text ? through(dirs, def, v->path.text) : NULL;
                if (!dir)
                        continue;
                _cleanup_free_ char *advice =
                        string_printf("write Path=%s here and %s%s in Volume=", dir->path, v->name,
                                      v->path.text + strlen(dir->path));
                r = advice ? warn(diags, &v->path.at, dir, advice) : -ENOMEM;
        }
        return r;
}

static int check_container(const Dirs *dirs, const Definition *def, const Container *c, DiagList *diags)
{
        const HostDir *dir = c->rootfs.text ? through(dirs, def, c->rootfs.text) : NULL;
        int r = dir ? warn(diags, &c->rootfs.at, dir, "keep root file systems out of it") : 0;
        for (size_t i = 0; i < c->environment_file.n && r == 0; i++) {
                const Item *file = c->environment_file.items + i;
                dir = through(dirs, def, file->text + (*file->text == '-'));
                r = dir ? warn(diags, &file->at, dir, "keep environment files out of it") : 0;
        }
        for (size_t i = 0; i < c->n_volumes && r == 0; i++) {
                const VolumeUse *use = c->volumes + i;
                dir = use->source ? through(dirs, def, use->source) : NULL;
                r = dir ? warn_volume(diags, def, use, dir) : 0;
        }
        return r;
}

static int check_registries(const Dirs *dirs, const Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->n_registries && r == 0; i++) {
                const Scalar *credential = &def->registries[i].credential;
                const char *path = credential->text;
                const HostDir *dir = path && *path == '/' ? through(dirs, def, path) : NULL;
                r = dir ? warn(diags, &credential->at, dir, "keep credentials out of it") : 0;
        }
        return r;
}

int across_check(const Across *across, DiagList *diags)
{
        Dirs dirs = {};
        int r = collect(across, &dirs);
        for (size_t i = 0; i < across->n_asked && r == 0; i++) {
                const Definition *def = across->definitions[i];
                r = check_volumes(&dirs, def, diags);
                if (r == 0)
                        r = check_registries(&dirs, def, diags);
                for (size_t k = 0; k < def->n_containers && r == 0; k++)
                        r = check_container(&dirs, def, def->containers + k, diags);
        }
        free(dirs.items);
        if (r == 0)
                r = across_check_network(across, diags);
        diag_list_sort(diags);
        return r;
}
