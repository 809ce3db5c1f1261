/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A volume of secrets is none that is mounted: each use of one is secrets of its container. */
#include "generator/validate/secrets.h"

#include "core/base/suggest.h"
#include "core/contract/place.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* The volume of secrets that USE is of, or NULL. What is wrong with a line is told, and it has no target. */
static const Volume *volume_of(const Definition *def, const VolumeUse *use)
{
        const Volume *v = use->volume && use->target ? definition_volume(def, use->volume) : NULL;
        return v && volume_is_secret(v) ? v : NULL;
}

static size_t count(const Definition *def, const Container *c)
{
        size_t n = c->secret.n;
        for (size_t i = 0; i < c->n_volumes; i++) {
                const Volume *v = volume_of(def, c->volumes + i);
                if (v)
                        n += c->volumes[i].sub ? 1 : v->secret.n;
        }
        return n;
}

/* The next of C's, by the line at AT, from ITEM of Secret=. */
static int add(Container *c, const Item *item, const Place *at, Secret **ret)
{
        SecretUse *use = c->secrets + c->n_secrets;
        int r = secret_parse(item->text, &use->secret);
        if (r != 0)
                return r < 0 ? r : -EINVAL; /* it was written when the line was read */
        use->at = *at;
        c->n_secrets++;
        *ret = &use->secret;
        return 0;
}

/* ITEM of V, as the file TARGET, which is taken. What the line doesn't say V does for all. */
static int add_file(Container *c, const VolumeUse *use, const Volume *v, const Item *item, char *target,
                    Secret **ret)
{
        Secret *secret;
        int r = target ? add(c, item, &use->at, &secret) : -ENOMEM;
        if (r < 0) {
                free(target);
                return r;
        }
        free(secret->target);
        secret->target = target;
        unsigned said = (v->owner.set ? SECRET_UID | SECRET_GID : 0) | (v->mode.set ? SECRET_MODE : 0);
        said &= ~secret->said;
        secret->said |= said;
        if (said & SECRET_UID)
                secret->uid = v->owner.ids.uid;
        if (said & SECRET_GID)
                secret->gid = v->owner.ids.gid;
        if (said & SECRET_MODE)
                secret->mode = (unsigned)v->mode.number;
        *ret = secret;
        return 0;
}

/* What ITEM of a volume is called in it. */
static const char *name_of(const Item *item)
{
        return strchr(strchr(item->text, ':') + 1, ':') + 1;
}

/* All that is in V, a file each. */
static int add_directory(Container *c, const VolumeUse *use, const Volume *v, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < v->secret.n && r == 0; i++) {
                const Item *item = v->secret.items + i;
                Secret *secret;
                r = add_file(c, use, v, item, string_printf("%s/%s", use->target, name_of(item)), &secret);
                if (r < 0)
                        return r;
                secret->volume = true;
                size_t n = strlen(secret->target);
                if (n >= PATH_MAX)
                        r = diag_error(diags, &use->at,
                                       "the path of the secret %s in it has %zu bytes; Linux takes %d",
                                       name_of(item), n, PATH_MAX - 1);
        }
        return r;
}

static int no_file(const VolumeUse *use, const Volume *v, DiagList *diags)
{
        const char *meant = NULL;
        _cleanup_free_ const char **names = calloc(v->secret.n + 1, sizeof *names);
        if (!names)
                return -ENOMEM;
        for (size_t i = 0; i < v->secret.n; i++)
                names[i] = name_of(v->secret.items + i);
        meant = suggest(use->sub, names, v->secret.n);
        return meant ? diag_error(diags, &use->at, "no Secret= of [Volume %s] is called %s; did you mean %s?",
                                  v->name, use->sub, meant)
                     : diag_error(diags, &use->at,
                                  "no Secret= of [Volume %s] is called %s; what one is called target= says",
                                  v->name, use->sub);
}

/* NAME/SUB: one of the files, by itself. */
static int add_sub(Container *c, const VolumeUse *use, const Volume *v, DiagList *diags)
{
        Secret *secret;
        for (size_t i = 0; i < v->secret.n; i++)
                if (streq(name_of(v->secret.items + i), use->sub))
                        return add_file(c, use, v, v->secret.items + i, strdup(use->target), &secret);
        return no_file(use, v, diags);
}

static int fill(const Definition *def, Container *c, DiagList *diags)
{
        size_t n = count(def, c);
        int r = 0;
        if (n > SECRETS_MAX)
                return diag_error(diags, &c->at,
                                  "a container has at most %d secrets, those of its volumes among them",
                                  SECRETS_MAX);
        c->secrets = calloc(n + 1, sizeof *c->secrets);
        if (!c->secrets)
                return -ENOMEM;
        for (size_t i = 0; i < c->secret.n && r == 0; i++) {
                Secret *own;
                r = add(c, c->secret.items + i, &c->secret.items[i].at, &own);
        }
        for (size_t i = 0; i < c->n_volumes && r == 0; i++) {
                const VolumeUse *use = c->volumes + i;
                const Volume *v = volume_of(def, use);
                if (v)
                        r = use->sub ? add_sub(c, use, v, diags) : add_directory(c, use, v, diags);
        }
        return r;
}

/* --- what is at one place --- */

static bool is_same_place(const Secret *a, const Secret *b)
{
        return !a->volume && !b->volume && a->env == b->env && streq(a->target, b->target);
}

/* A secret, and one of Secret=, which are the first. Of two volumes it is told where lines are read, and of
 * what is in the directory of one below. */
static int check_same(const Container *c, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < c->n_secrets && r == 0; i++) {
                const SecretUse *use = c->secrets + i, *other = c->secrets;
                const SecretUse *end = i < c->secret.n ? use : c->secrets + c->secret.n;
                while (other < end && !is_same_place(&other->secret, &use->secret))
                        other++;
                if (other == end)
                        continue;
                _cleanup_free_ char *where = place_to_string(&other->at, &use->at);
                r = where ? diag_error(diags, &use->at, "a secret is at %s already, by %s",
                                       use->secret.target, where)
                          : -ENOMEM;
        }
        return r;
}

/* TARGET, of the line at AT, must not lie in DIRECTORY. */
static int check_outside(const VolumeUse *directory, const char *target, const Place *at, DiagList *diags)
{
        if (!target || !path_is_below(target, directory->target))
                return 0;
        _cleanup_free_ char *where = place_to_string(&directory->at, at);
        return where ? diag_error(diags, at,
                                  "%s is [Volume %s], by %s, in which are its secrets and nothing else: put "
                                  "this elsewhere",
                                  directory->target, directory->volume, where)
                     : -ENOMEM;
}

/* Nothing else can be in a directory of secrets. Two mounts on one target are told where lines are read. */
static int check_directory(const Container *c, const VolumeUse *directory, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < c->n_volumes && r == 0; i++)
                if (c->volumes[i].target && !streq(c->volumes[i].target, directory->target))
                        r = check_outside(directory, c->volumes[i].target, &c->volumes[i].at, diags);
        for (size_t i = 0; i < c->n_tmpfses && r == 0; i++) {
                const TmpfsUse *use = c->tmpfses + i;
                if (use->mount.target && !streq(use->mount.target, directory->target))
                        r = check_outside(directory, use->mount.target, &use->at, diags);
        }
        for (size_t i = 0; i < c->secret.n && i < c->n_secrets && r == 0; i++)
                if (!c->secrets[i].secret.env)
                        r = check_outside(directory, c->secrets[i].secret.target, &c->secrets[i].at, diags);
        return r;
}

int secrets_find(Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->n_containers && r == 0; i++) {
                Container *c = def->containers + i;
                r = fill(def, c, diags);
                r = r < 0 ? r : check_same(c, diags);
                for (size_t k = 0; k < c->n_volumes && r == 0; k++)
                        if (!c->volumes[k].sub && volume_of(def, c->volumes + k))
                                r = check_directory(c, c->volumes + k, diags);
        }
        return r;
}
