/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volume= and Tmpfs=: NAME[/SUB]:/path[:OPT,…], /host/path:/path[:OPT,…], /path[:OPT,…]. */
#include "generator/parse/mountlines.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/base/suggest.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"
#include "generator/foreign/foreign.h"
#include "generator/types/reading.h"
#include "generator/types/userid.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* Where nothing may be mounted: the root itself, and the kernel's file systems. */
static const char *target_mistake(const char *target)
{
        if (streq(target, "/"))
                return "nothing can be mounted over the container's root, Rootfs= is that; leave it out";
        if (path_is_below(target, "/dev/shm"))
                return "/dev/shm is there already, one for the whole group";
        if (place_is_kernels(target))
                return "nothing can be mounted on or below /proc, /sys and /dev; leave it out";
        return NULL;
}

static int read_target(const ValueContext *ctx, const char *text, const Place *at, char **ret)
{
        _cleanup_free_ char *target = NULL;
        int r = value_container_path(ctx, text, at, &target);
        if (r < 0 || !target)
                return r;
        const char *mistake = target_mistake(target);
        if (mistake)
                return diag_error(ctx->diags, at, "%s", mistake);
        *ret = TAKE_PTR(target);
        return 0;
}

/* What follows "=" is left out: it may be a secret. */
static int unknown_option(const ValueContext *ctx, const char *word, const Place *at, const char *expected)
{
        size_t n = strcspn(word, "=");
        if (*word == '/')
                return diag_error(ctx->diags, at,
                                  "options are expected after the second \":\"; another volume needs a line "
                                  "of its own");
        return diag_error(ctx->diags, at, "unknown option \"%.*s\"; expected %s", (int)n + (word[n] == '='),
                          word, expected);
}

/* Nothing stands where the FIRST option or a further one is expected. */
static int missing_option(const ValueContext *ctx, bool first, const Place *at)
{
        return diag_error(ctx->diags, at, "an option is missing after the \"%s\"", first ? ":" : ",");
}

/* What follows NAME, "size=" in any case, in WORD; or NULL. */
static const char *option_value(const char *word, const char *name)
{
        size_t n = strlen(name);
        return strncasecmp(word, name, n) == 0 ? word + n : NULL;
}

static int volume_owner(const ValueContext *ctx, const char *value, const Place *at, VolumeUse *use)
{
        int r = userid_read_owner(value, &use->owner);
        use->owned = r == 0;
        return r <= 0 ? r
                      : diag_error(ctx->diags, at,
                                   "owner= takes UID or UID:GID, numbers from 0 to " COSLICE_ID_MAX_TEXT);
}

/* "ro" and the like. 0, with a mistake or a note told. */
static int volume_option(const ValueContext *ctx, const char *word, const Place *at, VolumeUse *use,
                         const Volume *volume, bool *rw)
{
        bool bind = !volume || volume_is_of_host(volume);
        /* How it is anyway, here or with everyone who has the option. */
        static const char *const idle[] = {"z",         "idmap",    "nosuid", "nodev",
                                           "private",   "rprivate", "cached", "consistent",
                                           "delegated", "bind",     "rbind",  "exec"};
        static const struct {
                const char *word, *why;
        } refused[] = {
                {"U",
                 "would change the owner of every file on the host; owner=UID[:GID] says whose the directory "
                 "appears to be"},
                {"idmap=", "is not needed: the ids are mapped by UserNS= in [Group]"},
                {"slave", "is rslave here: mounts that the host makes below are seen in the container"},
                {"shared", "would let the container's mounts reach the host; rslave is the other direction"},
                {"rshared", "would let the container's mounts reach the host; rslave is the other direction"},
                {"O",
                 "would show a copy that is thrown away, which is not known here; ro protects what is there"},
                {"dev", "would let device nodes in it work, which never do in a volume; leave it out"},
                {"suid",
                 "would let set-user-ID programs in it work, which never do in a container; leave it out"},
                {"copy",
                 "is not known: a volume with Type=local has the image's content, others are as they are"},
                {"volume-subpath=", "is written as NAME/SUB:/path"},
                {"size=", "is not a volume's: a [Volume NAME] with Type=empty has Size=, a Tmpfs= size="},
        };
        struct {
                const char *name;
                bool *flag;
        } flags[] = {{"ro", &use->read_only},
                     {"rw", rw},
                     {"noexec", &use->no_exec},
                     {"rslave", &use->slave},
                     {"create", &use->create}};
        for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
                if (strcasecmp(word, flags[i].name) == 0) {
                        *flags[i].flag = true;
                        return 0;
                }
        const char *owner = option_value(word, "owner=");
        if (owner)
                return volume_owner(ctx, owner, at, use);
        if (strcasecmp(word, "nocopy") == 0 && !bind && volume_type(volume) == &volume_type_local)
                return diag_error(ctx->diags, at,
                                  "the option nocopy is not known: a new volume with Type=local has what the "
                                  "image has there; one with Type=bind and Create=yes is empty");
        if (strcasecmp(word, "nocopy") == 0)
                return bind ? 0
                            : diag_note(ctx->diags, at,
                                        "the option %s isn't needed: nothing is copied into this volume",
                                        word);
        for (size_t i = 0; i < ARRAY_SIZE(idle); i++)
                if (strcasecmp(word, idle[i]) == 0)
                        return diag_note(ctx->diags, at, "the option %s isn't needed", word);
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
                if (strcasecmp(word, refused[i].word) == 0 ||
                    (strchr(refused[i].word, '=') && option_value(word, refused[i].word)))
                        return diag_error(ctx->diags, at, "the option %s %s", refused[i].word,
                                          refused[i].why);
        return unknown_option(ctx, word, at, "ro, rw, create, noexec, rslave or owner=");
}

/* VOLUME: whose line it is; NULL: a path of the host. */
static int volume_options(const ValueContext *ctx, char *options, const Place *at, VolumeUse *use,
                          const Volume *volume)
{
        bool first = true, rw = false;
        for (char *word; (word = strsep(&options, ",")); first = false) {
                int r = *word ? volume_option(ctx, word, at, use, volume, &rw)
                              : missing_option(ctx, first, at);
                if (r < 0)
                        return r;
        }
        if (rw && use->read_only)
                return diag_error(ctx->diags, at, "ro and rw contradict each other");
        const char *only_read = volume ? volume_read_only(volume) : NULL;
        if (rw && only_read)
                return diag_error(ctx->diags, at, "%s can only be read, and [Volume %s] is one; leave out rw",
                                  only_read, volume->name);
        int r = 0;
        if (use->slave && only_read)
                r = diag_note(ctx->diags, at, "the option rslave isn't needed");
        if (r == 0 && use->no_exec && volume && volume_is_secret(volume))
                r = diag_note(ctx->diags, at, "the option noexec isn't needed");
        return r;
}

/* Options that not all volumes have. */
static int check_options(const ValueContext *ctx, const Place *at, const VolumeUse *use, const Volume *volume)
{
        if (use->create)
                return diag_error(ctx->diags, at,
                                  "create is for a bind mount; a [Volume] with Type=bind has Create=yes");
        if (use->slave && volume_type(volume) == &volume_type_local)
                return diag_error(ctx->diags, at, "rslave is for a bind mount; leave it out");
        if (!use->owned || !volume_type(volume) || volume_is_owned(volume))
                return 0;
        return volume_is_image(volume)
                       ? diag_error(
                                 ctx->diags, at,
                                 "owner= is for what the host has; the files of an image belong to whom the "
                                 "image says")
                       : diag_error(ctx->diags, at,
                                    "owner= is for what the host has; [Volume %s] is made with its Owner=",
                                    volume->name);
}

static int no_volume(const ValueContext *ctx, const Definition *def, const char *name, const Place *at)
{
        const char *names[VOLUMES_MAX];
        for (size_t i = 0; i < def->n_volumes; i++)
                names[i] = def->volumes[i].name;
        const char *meant = suggest(name, names, def->n_volumes);
        if (meant && !label_is_valid(meant))
                return 0; /* told there */
        if (meant)
                return diag_error(ctx->diags, at, "there is no [Volume %s]; did you mean %s?", name, meant);
        return diag_error(ctx->diags, at,
                          "there is no [Volume %s]; a path of the host is absolute, or begins with \"./\"",
                          name);
}

/* What is no name of a volume: one that only needs to be written otherwise, or a path that is not absolute.
 */
static int bad_source(const ValueContext *ctx, const char *source, const Place *at)
{
        const char *suffix = strrchr(source, '.');
        _cleanup_strbuf_ StrBuf rule = {};
        if (suffix && strcasecmp(suffix, ".volume") == 0)
                return diag_error(ctx->diags, at,
                                  "write %.*s:/path and a [Volume %.*s]: there are no .volume files",
                                  (int)(suffix - source), source, (int)(suffix - source), source);
        if (*source == '"' || *source == '\'')
                return diag_error(ctx->diags, at, "quotes are a part of the value here: leave them out");
        if (strpbrk(source, "~$%.{"))
                return diag_error(ctx->diags, at,
                                  "expected NAME:/path for a [Volume NAME] of the group, or /host/path:/path "
                                  "for a bind mount");
        int r = label_explain(&rule, source);
        return r < 0 ? r : diag_error(ctx->diags, at, "the name of a volume is %s", rule.text);
}

/* A volume that the group doesn't have, or has by another name, as others write it: what to write instead. >
 * 0: that is told. */
static int foreign_source(const ValueContext *ctx, const Definition *def, const Item *item,
                          const char *source)
{
        _cleanup_strvec_ StrVec volumes = {};
        _cleanup_strbuf_ StrBuf advice = {};
        _cleanup_free_ char *name = strndup(source, strcspn(source, "/"));
        if (!name)
                return -ENOMEM;
        for (size_t i = 0; i < def->n_volumes; i++)
                if (strvec_add(&volumes, def->volumes[i].name) < 0)
                        return -ENOMEM;
        if (strvec_contains(&volumes, name) || suggest(name, (const char *const *)volumes.items, volumes.n))
                return 0;
        const ForeignLine line = {.section = SECTION_CONTAINER,
                                  .name = "Volume",
                                  .value = item->text,
                                  .group = def->name,
                                  .volumes = &volumes};
        int r = foreign_answer_value(key_find(SECTION_CONTAINER, "Volume"), &line, &advice);
        if (r > 0)
                r = diag_error(ctx->diags, &item->at, "%s", advice.text);
        else
                return r;
        return r < 0 ? r : 1;
}

/* NAME[/SUB] of a volume of the group. */
static int volume_source(const ValueContext *ctx, Definition *def, char *source, const Place *at,
                         VolumeUse *use)
{
        char *sub = strchr(source, '/');
        if (sub)
                *sub++ = '\0';
        Volume *volume = definition_volume(def, source);
        if (!label_is_valid(source))
                return volume ? 0 : bad_source(ctx, source, at); /* told at the section */
        if (!volume)
                return no_volume(ctx, def, source, at);
        volume->used = true;
        if (sub) {
                _cleanup_free_ char *rooted = string_printf("/%s", sub), *clean = NULL;
                if (!rooted)
                        return -ENOMEM;
                int r = value_container_path(ctx, rooted, at, &clean);
                if (r < 0 || !clean)
                        return r;
                if (clean[1] && !(use->sub = strdup(clean + 1)))
                        return -ENOMEM;
        }
        use->volume = strdup(source);
        return use->volume ? 0 : -ENOMEM;
}

static int read_volume(const ValueContext *ctx, Definition *def, const Item *item, VolumeUse *use)
{
        _cleanup_free_ char *copy = strdup(item->text);
        if (!copy)
                return -ENOMEM;
        char *rest = copy, *source = strsep(&rest, ":"), *target = strsep(&rest, ":"), *options = rest;
        use->at = item->at;
        if (!target && *source == '/')
                return diag_error(
                        ctx->diags, &item->at,
                        "a volume without a name is gone with its container, as all else is that it "
                        "writes; leave it out");
        if (!target || !*source || !*target)
                return diag_error(ctx->diags, &item->at,
                                  "expected NAME:/path[:OPTIONS] or /host/path:/path[:OPTIONS]");
        int r;
        if (source[0] == '/' && source[1] == '/')
                r = diag_error(
                        ctx->diags, &item->at,
                        "%s is no path of this host; a share of a server is a [Volume NAME] with Type=cifs "
                        "and Share=, which this version of coslice does not support yet",
                        source);
        else if (source[0] == '/' || source[0] == '.')
                r = value_host_path(ctx, source, &item->at, &use->source);
        else {
                r = foreign_source(ctx, def, item, source);
                if (r > 0) /* the answer is about the whole line */
                        return 0;
                if (r == 0)
                        r = volume_source(ctx, def, source, &item->at, use);
        }
        /* What is wrong with one part says nothing of the others. */
        bool right = use->source || use->volume;
        const Volume *volume = use->volume ? definition_volume(def, use->volume) : NULL;
        _cleanup_free_ char *path = NULL;
        if (r == 0)
                r = read_target(ctx, target, &item->at, &path);
        if (r == 0 && options)
                r = volume_options(ctx, options, &item->at, use, volume);
        if (r == 0 && volume)
                r = check_options(ctx, &item->at, use, volume);
        if (right)
                use->target = TAKE_PTR(path);
        return r;
}

/* One option of a Tmpfs. 0, with a mistake or a note told. */
static int tmpfs_option(const ValueContext *ctx, const char *word, const Place *at, Mount *mount)
{
        static const char *const idle[] = {"rw",          "nosuid",    "nodev",   "noexec",
                                           "notmpcopyup", "tmpcopyup", "relatime"};
        const struct {
                const char *name;
                uint32_t *field;
                unsigned said;
        } ids[] = {{"uid=", &mount->uid, MOUNT_UID}, {"gid=", &mount->gid, MOUNT_GID}};
        const char *value;
        uint64_t number;
        if ((value = option_value(word, "size="))) {
                /* 0 would be no limit at all to a tmpfs. */
                if (number_parse_size(value, &number) != 0 || number == 0)
                        return diag_error(ctx->diags, at, "size= takes a size like 64M");
                mount->size = number;
                mount->said |= MOUNT_SIZE;
                return 0;
        }
        if ((value = option_value(word, "mode="))) {
                if (number_parse_mode(value, &mount->mode) != 0)
                        return diag_error(ctx->diags, at, "mode= takes an octal number like 1777");
                mount->said |= MOUNT_MODE;
                return 0;
        }
        for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
                if (!(value = option_value(word, ids[i].name)))
                        continue;
                if (userid_read(value, &number) != 0)
                        return diag_error(ctx->diags, at, "%s takes a number from 0 to " COSLICE_ID_MAX_TEXT,
                                          ids[i].name);
                *ids[i].field = (uint32_t)number;
                mount->said |= ids[i].said;
                return 0;
        }
        if (strcasecmp(word, "exec") == 0) {
                mount->no_exec = false;
                return 0;
        }
        for (size_t i = 0; i < ARRAY_SIZE(idle); i++)
                if (strcasecmp(word, idle[i]) == 0)
                        return diag_note(ctx->diags, at, "the option %s isn't needed", word);
        return unknown_option(ctx, word, at, "size=, mode=, uid=, gid= or exec");
}

static int read_tmpfs(const ValueContext *ctx, const Item *item, TmpfsUse *use)
{
        _cleanup_free_ char *copy = strdup(item->text);
        Mount *mount = &use->mount;
        if (!copy)
                return -ENOMEM;
        char *rest = copy, *target = strsep(&rest, ":");
        use->at = item->at;
        *mount = (Mount)MOUNT_INIT(MOUNT_TMPFS);
        int r = read_target(ctx, target, &item->at, &mount->target);
        bool first = true, exec = false, no_exec = false;
        for (char *word; r == 0 && mount->target && (word = strsep(&rest, ",")); first = false) {
                exec = exec || strcasecmp(word, "exec") == 0;
                no_exec = no_exec || strcasecmp(word, "noexec") == 0;
                r = *word ? tmpfs_option(ctx, word, &item->at, mount) : missing_option(ctx, first, &item->at);
        }
        if (r == 0 && exec && no_exec)
                return diag_error(ctx->diags, &item->at, "exec and noexec contradict each other");
        return r;
}

/* Two mounts on one target hide each other. */
static int check_targets(const Container *c, DiagList *diags)
{
        for (size_t i = 0; i < c->n_volumes + c->n_tmpfses; i++) {
                const char *target =
                        i < c->n_volumes ? c->volumes[i].target : c->tmpfses[i - c->n_volumes].mount.target;
                const Place *at = i < c->n_volumes ? &c->volumes[i].at : &c->tmpfses[i - c->n_volumes].at;
                for (size_t k = 0; target && k < i; k++) {
                        const char *other = k < c->n_volumes ? c->volumes[k].target
                                                             : c->tmpfses[k - c->n_volumes].mount.target;
                        const Place *first =
                                k < c->n_volumes ? &c->volumes[k].at : &c->tmpfses[k - c->n_volumes].at;
                        if (!other || !streq(target, other))
                                continue;
                        _cleanup_free_ char *where = place_to_string(first, at);
                        int r = where ? diag_error(diags, at, "something is mounted on %s already, by %s",
                                                   target, where)
                                      : -ENOMEM;
                        if (r < 0)
                                return r;
                        break;
                }
        }
        return 0;
}

int mountlines_read(Definition *def, Container *c, DiagList *diags)
{
        ValueContext ctx = {.diags = diags, .definition_path = def->path};
        if (c->volume.n + c->tmpfs.n > MOUNTS_MAX)
                return diag_error(diags, &c->at, "a container has at most %d volumes and tmpfs", MOUNTS_MAX);
        c->volumes = calloc(c->volume.n ? c->volume.n : 1, sizeof *c->volumes);
        c->tmpfses = calloc(c->tmpfs.n ? c->tmpfs.n : 1, sizeof *c->tmpfses);
        if (!c->volumes || !c->tmpfses)
                return -ENOMEM;
        c->n_volumes = c->volume.n;
        c->n_tmpfses = c->tmpfs.n;
        for (size_t i = 0; i < c->n_volumes; i++) {
                int r = read_volume(&ctx, def, c->volume.items + i, c->volumes + i);
                if (r < 0)
                        return r;
        }
        for (size_t i = 0; i < c->n_tmpfses; i++) {
                int r = read_tmpfs(&ctx, c->tmpfs.items + i, c->tmpfses + i);
                if (r < 0)
                        return r;
        }
        return check_targets(c, diags);
}
