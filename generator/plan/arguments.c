/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's arguments, as core/contract has them. */
#include "generator/plan/arguments.h"

#include "core/contract/capabilities.h"
#include "core/contract/contract.h"
#include "core/contract/logpipe.h"
#include "core/contract/lookup.h"
#include "core/contract/userns.h"
#include "core/contract/wire.h"
#include "generator/plan/bound-values.h"
#include "generator/plan/handed.h"
#include "generator/plan/secrets.h"
#include "generator/types/capabilities.h"
#include "generator/volume/hostdirs.h"
#include "generator/volume/volume.h"

#include <string.h>

static void bind_mount(Bindings *b, const Place *at, const Mount *mount)
{
        _cleanup_strbuf_ StrBuf written = {};
        int r = mount_write(mount, &written);
        bind_written(bind_from(b, at, NULL), "run", r, &written);
}

/* PATH of the host, where the helper opens the sub-path beneath the source: what follows a directory that
 * payloads can write is a part of the sub-path, whatever the definition has. */
static void bind_host_mount(Bindings *b, const Definition *def, const Place *at, Mount *mount, char *path)
{
        const HostDir *above = hostdirs_above(def, path);
        _cleanup_free_ char *sub = NULL;
        mount->source = path;
        if (above) {
                sub = string_printf("%s%s%s", path + strlen(above->path) + 1, mount->sub ? "/" : "",
                                    mount->sub ? mount->sub : "");
                b->oom = b->oom || !sub;
                mount->source = above->path;
                mount->sub = sub;
        }
        bind_mount(b, at, mount);
        bind_text(bind_from(b, at, NULL), "mounts", path);
}

/* What the line says wins over the volume's. */
static void set_owner(Mount *mount, const VolumeUse *use, const Volume *v)
{
        const Ids *owner = use->owned ? &use->owner : v && v->owner.set ? &v->owner.ids : NULL;
        if (!owner)
                return;
        mount->said |= MOUNT_UID | MOUNT_GID;
        mount->uid = owner->uid;
        mount->gid = owner->gid;
}

/* The strings of a mount are borrowed. */
static void bind_volume_use(Bindings *b, const Definition *def, const VolumeUse *use)
{
        const Volume *v = use->volume ? definition_volume(def, use->volume) : NULL;
        if (v && volume_is_secret(v))
                return; /* bind_secrets() */
        _cleanup_free_ char *source = NULL;
        Mount mount = {
                .kind = MOUNT_HOST,
                .target = use->target,
                .sub = use->sub,
                .read_only = use->read_only || (v && v->read_only.number),
                .no_exec = use->no_exec,
                .slave = use->slave,
                .create = use->create || (v && v->create.number),
        };
        if (v && volume_type(v)->find(def, v, &mount.kind, &source) < 0) {
                b->oom = true;
                return;
        }
        if (!v || volume_is_of_host(v)) {
                set_owner(&mount, use, v);
                bind_host_mount(b, def, &use->at, &mount, v ? source : use->source);
                return;
        }
        if (volume_is_owned(v))
                set_owner(&mount, use, v);
        mount.source = source;
        if (mount.kind == MOUNT_LOCAL && v->size.set) {
                mount.said |= MOUNT_SIZE;
                mount.size = v->size.number;
        }
        bind_mount(b, &use->at, &mount);
        if (mount.kind == MOUNT_LOCAL)
                bind_textf(bind_from(b, &use->at, NULL), "mounts", COSLICE_VOLUMES_DIR "/%s", source);
}

/* "--NAME=…" for each of LIST. */
static void bind_options(Bindings *b, const char *name, const ItemList *list)
{
        for (size_t i = 0; i < list->n; i++)
                bind_textf(bind_from(b, &list->items[i].at, NULL), "run", "--%s=%s", name,
                           list->items[i].text);
}

static void bind_user(Bindings *b, const Container *c)
{
        _cleanup_strbuf_ StrBuf written = {};
        if (c->user.set || c->group.set) {
                int r = user_write(c->user.set ? c->user.text : NULL, c->group.set ? c->group.text : NULL,
                                   &written);
                bind_from(b, c->user.set ? &c->user.at : &c->group.at, NULL);
                bind_written(b, "run", r, &written);
        }
        bind_options(b, "group-add", &c->group_add);
}

/* Those that LIST names; *RET_ALL: "all" is among them. */
static CapabilitySet named_capabilities(const ItemList *list, bool *ret_all)
{
        CapabilitySet set = {};
        *ret_all = false;
        for (size_t i = 0; i < list->n; i++) {
                uint64_t number = list->items[i].number;
                *ret_all |= number == CAPABILITY_ALL;
                set.bits |= number == CAPABILITY_ALL ? 0 : UINT64_C(1) << number;
        }
        return set;
}

static void bind_capability_set(Bindings *b, const char *option, const CapabilitySet *set)
{
        _cleanup_strbuf_ StrBuf written = {};
        strbuf_addf(&written, "--%s=", option);
        int r = capabilities_write(set, &written);
        bind_written(b, "run", r, &written);
}

/* DropCapability=all takes the default away, and what is named there wins over AddCapability=. The set is
 * always written: that a helper has another default must not matter. */
static void bind_capabilities(Bindings *b, const Container *c)
{
        const ItemList *add = &c->add_capability, *drop = &c->drop_capability;
        const CapabilitySet none = {}, all = {.all_but = true};
        bool add_all, drop_all;
        const CapabilitySet named = named_capabilities(add, &add_all), added = add_all ? all : named;
        const CapabilitySet dropped = named_capabilities(drop, &drop_all);
        const CapabilitySet base = {.bits = drop_all ? 0 : CAPABILITIES_DEFAULT};
        const CapabilitySet set = capabilities_combine(base, added, dropped);
        const CapabilitySet users = capabilities_combine(none, added, dropped);
        if (drop->n > 0)
                bind_from(b, &drop->items[0].at, NULL);
        else if (add->n > 0)
                bind_from(b, &add->items[0].at, NULL);
        else
                bind_from(b, NULL, RULE_DEFAULT);
        bind_capability_set(b, CAPABILITIES_OPTION, &set);
        if (add->n == 0)
                return;
        bind_from(b, &add->items[0].at, "what another user than root has is what was added");
        bind_capability_set(b, USER_CAPABILITIES_OPTION, &users);
}

/* Where the root or an environment file lies below a directory that payloads can write. */
static void bind_untrusted(Bindings *b, const Definition *def, const Container *c)
{
        _cleanup_strvec_ StrVec dirs = {};
        if (hostdirs_around(def, c, &dirs) < 0)
                b->oom = true;
        for (size_t i = 0; i < dirs.n; i++)
                bind_textf(b, "run", "--untrusted=%s", dirs.items[i]);
}

/* What it starts from. */
static void bind_root(Bindings *b, const Definition *def, const Container *c)
{
        const Image *image = definition_image(def, c);
        if (image)
                bind_textf(bind_from_scalar(b, &c->image), "run", "--image=%s", image->key);
        else
                bind_textf(bind_from_scalar(b, &c->rootfs), "run", "--rootfs=%s", c->rootfs.text);
}

/* How many of the words are the definition's Entrypoint=: without it the image's is used. */
static void bind_words(Bindings *b, const Container *c)
{
        if (c->image.set && c->entrypoint.set)
                bind_textf(bind_from(b, &c->entrypoint.at, NULL), "run", "--entrypoint=%zu", c->entrypoint.n);
        bind_text(b, "run", "--");
        bind_items(b, "run", &c->entrypoint);
        bind_items(b, "run", &c->exec);
}

/* Where the containers' network is not one without any address. */
static void bind_network_option(Bindings *b, const Definition *def)
{
        NetworkMode mode = definition_network(def);
        if (mode != NETWORK_NONE)
                bind_text(bind_from_scalar(b, &def->network), "run",
                          mode == NETWORK_HOST ? "--" HOST_NETWORK_OPTION : "--" GROUP_NETWORK_OPTION);
}

void bind_run(Bindings *b, const Definition *def, const Container *c)
{
        if (c->rootfs.set)
                bind_text(bind_from_scalar(b, &c->rootfs), "mounts", c->rootfs.text);
        bind_text(b, "mounts", COSLICE_LIB_DIR);
        bind_text(b, "run", COSLICE_HELPER);
        bind_text(b, "run", "run");
        bind_textf(b, "run", "--group=%s", def->name);
        bind_textf(b, "run", "--container=%s", c->name);
        bind_root(b, def, c);
        bind_untrusted(b, def, c);
        if (c->read_only.number)
                bind_text(bind_from_scalar(b, &c->read_only), "run", "--read-only");
        if (c->storage_limit.set)
                bind_textf(bind_from_scalar(b, &c->storage_limit), "run", "--" STORAGE_LIMIT_OPTION "=%llu",
                           (unsigned long long)c->storage_limit.number);
        bind_textf(bind_from_scalar(b, &def->hostname), "run", "--hostname=%s",
                   def->hostname.set ? def->hostname.text : def->name);
        for (size_t i = 0; i < def->n_containers; i++)
                bind_textf(bind_from(b, &def->containers[i].at, NULL), "run", "--localhost=%s",
                           def->containers[i].name);
        bind_options(b, ADD_HOST_OPTION, &def->add_host);
        bind_options(b, DNS_OPTION, &def->dns);
        bind_options(b, DNS_SEARCH_OPTION, &def->dns_search);
        bind_options(b, DNS_OPTION_OPTION, &def->dns_option);
        bind_options(b, "env-file", &c->environment_file);
        bind_options(b, "env", &c->environment);
        bind_textf(bind_from_scalar(b, &def->userns), "run", "--" USERNS_OPTION "=%s",
                   definition_userns(def));
        if (def->share_pid.number)
                bind_text(bind_from_scalar(b, &def->share_pid), "run", "--share-pid");
        bind_network_option(b, def);
        if (c->working_dir.set)
                bind_textf(bind_from_scalar(b, &c->working_dir), "run", "--working-dir=%s",
                           c->working_dir.text);
        if (container_log_pipe(c) != LOG_PIPE_NO)
                bind_textf(bind_from_scalar(b, &c->log_pipe), "run", "--" LOGPIPE_OPTION "=%s",
                           container_log_pipe(c) == LOG_PIPE_YES ? LOGPIPE_YES : LOGPIPE_AUTO);
        bind_user(b, c);
        bind_capabilities(b, c);
        if (c->seccomp_profile.set && c->seccomp_profile.text[0] == '/')
                bind_text(bind_from_scalar(b, &c->seccomp_profile), "mounts", c->seccomp_profile.text);
        if (!c->no_new_privileges.number)
                bind_text(bind_from_scalar(b, &c->no_new_privileges), "run", "--new-privileges");
        for (size_t i = 0; i < c->n_volumes; i++)
                bind_volume_use(b, def, c->volumes + i);
        for (size_t i = 0; i < c->n_tmpfses; i++)
                bind_mount(b, &c->tmpfses[i].at, &c->tmpfses[i].mount);
        bind_secrets(b, c);
        handed_options(b, "run", SECTION_CONTAINER, c);
        bind_words(b, c);
}

void bind_stop_of_image(Bindings *b, const Definition *def, const Container *c)
{
        bind_text(b, "stop", COSLICE_HELPER);
        bind_text(bind_from_scalar(b, &c->image), "stop", "stop");
        bind_textf(b, "stop", "--group=%s", def->name);
        bind_textf(b, "stop", "--container=%s", c->name);
}

void bind_clean(Bindings *b, const Definition *def, const Container *c)
{
        bind_text(b, "clean", COSLICE_HELPER);
        bind_text(b, "clean", "clean");
        bind_textf(b, "clean", "--group=%s", def->name);
        bind_textf(b, "clean", "--container=%s", c->name);
        if (c->run_init.number)
                bind_text(bind_from_scalar(b, &c->run_init), "clean", "--init");
        if (def->share_pid.number)
                bind_text(bind_from_scalar(b, &def->share_pid), "clean", "--share-pid");
}
