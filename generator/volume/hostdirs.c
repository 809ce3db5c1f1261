/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories of the host that containers can write. */
#include "generator/volume/hostdirs.h"

#include "core/contract/contract.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static const Volume *host_volume(const Definition *def, const VolumeUse *use)
{
        const Volume *v = use->volume ? definition_volume(def, use->volume) : NULL;
        return v && volume_is_of_host(v) && v->path.text ? v : NULL;
}

/* The directory of the host that USE lets its container write, NULL if there is none. 0 or -ENOMEM. */
static int writable_path(const Definition *def, const VolumeUse *use, char **ret)
{
        const Volume *v = host_volume(def, use);
        *ret = NULL;
        if (use->read_only || (v && v->read_only.number) || (!v && !use->source))
                return 0;
        *ret = v && use->sub ? string_printf("%s/%s", v->path.text, use->sub)
                             : strdup(v ? v->path.text : use->source);
        return *ret ? 0 : -ENOMEM;
}

static int compare(const void *a, const void *b)
{
        const HostDir *x = a, *y = b;
        int r = strcmp(x->path, y->path);
        /* Of several who can write a directory always the same one is named. */
        return r != 0 ? r : (x->at.line > y->at.line) - (x->at.line < y->at.line);
}

static int add_all(Definition *def)
{
        size_t n = 0;
        for (size_t i = 0; i < def->n_containers; i++)
                n += def->containers[i].n_volumes;
        def->writable = calloc(n ? n : 1, sizeof *def->writable);
        if (!def->writable)
                return -ENOMEM;
        for (size_t i = 0; i < def->n_containers; i++)
                for (size_t k = 0; k < def->containers[i].n_volumes; k++) {
                        const VolumeUse *use = def->containers[i].volumes + k;
                        char *path;
                        int r = writable_path(def, use, &path);
                        if (r < 0)
                                return r;
                        if (path)
                                def->writable[def->n_writable++] =
                                        (HostDir){path, def->name, def->containers[i].name, use->at};
                }
        return 0;
}

void hostdirs_sort(HostDir *dirs, size_t n)
{
        qsort(dirs, n, sizeof *dirs, compare);
}

static void drop_doubles(Definition *def)
{
        size_t n = 0;
        for (size_t i = 0; i < def->n_writable; i++)
                if (n > 0 && streq(def->writable[n - 1].path, def->writable[i].path))
                        free(def->writable[i].path);
                else
                        def->writable[n++] = def->writable[i];
        def->n_writable = n;
}

int hostdirs_find(Definition *def, DiagList *diags)
{
        int r = add_all(def);
        hostdirs_sort(def->writable, def->n_writable);
        drop_doubles(def);
        for (size_t i = 0; i < def->n_volumes && r == 0; i++) {
                const Scalar *path = &def->volumes[i].path;
                const HostDir *above = path->text ? hostdirs_above(def, path->text) : NULL;
                if (above && strchr(path->text + strlen(above->path), ':'))
                        r = diag_error(diags, &path->at,
                                       "container %s can write %s; what lies below that can't have a \":\" "
                                       "in its path",
                                       above->container, above->path);
        }
        return r;
}

/* The first of DIRS whose path is not less than the first LENGTH bytes of PATH. */
static size_t find_first(const HostDir *dirs, size_t n, const char *path, size_t length)
{
        size_t first = 0, end = n;
        while (first < end) {
                size_t middle = first + (end - first) / 2;
                if (strncmp(dirs[middle].path, path, length) < 0)
                        first = middle + 1;
                else
                        end = middle;
        }
        return first;
}

const HostDir *hostdirs_search(const HostDir *dirs, size_t n, const char *path, const char *other_than)
{
        for (size_t length = 1; path[0] && path[length]; length++) {
                if (path[length] != '/')
                        continue;
                for (size_t i = find_first(dirs, n, path, length); i < n; i++) {
                        if (strncmp(dirs[i].path, path, length) != 0 || dirs[i].path[length])
                                break;
                        if (!other_than || !streq(dirs[i].group, other_than))
                                return dirs + i;
                }
        }
        return NULL;
}

const HostDir *hostdirs_above(const Definition *def, const char *path)
{
        return hostdirs_search(def->writable, def->n_writable, path, NULL);
}

/* Whether files that PATTERN means may lie below DIR. */
static bool may_hold(const char *dir, const char *pattern)
{
        size_t n = strlen(dir), literal = strcspn(pattern, "*?[\\");
        /* A wildcard before the end of DIR may stand for what is left of it. */
        if (pattern[literal] && literal <= n)
                return strncmp(dir, pattern, literal) == 0;
        return strncmp(dir, pattern, n) == 0 && pattern[n] == '/';
}

static bool is_below(const char *dir, const char *path)
{
        const char *below = string_after(path, dir);
        return below && *below == '/';
}

static bool is_around(const char *dir, const Container *c)
{
        const char *profile = c->seccomp_profile.text;
        bool found = (c->rootfs.text && is_below(dir, c->rootfs.text)) || (profile && is_below(dir, profile));
        for (size_t i = 0; i < c->environment_file.n && !found; i++) {
                bool optional;
                found = may_hold(dir, envfile_path(c->environment_file.items[i].text, &optional));
        }
        return found;
}

int hostdirs_around(const Definition *def, const Container *c, StrVec *ret)
{
        /* What payloads write there has no place in a path, but may be met by a wildcard. */
        static const char *const own[] = {COSLICE_EMPTY_DIR, COSLICE_UPPER_DIR, COSLICE_VOLUMES_DIR};
        int r = 0;
        for (size_t i = 0; i < def->n_writable + ARRAY_SIZE(own) && r == 0; i++) {
                const char *dir = i < def->n_writable ? def->writable[i].path : own[i - def->n_writable];
                if (dir[1] && is_around(dir, c) && !hostdirs_above(def, dir))
                        r = strvec_add(ret, dir);
        }
        return r;
}
