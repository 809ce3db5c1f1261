/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sandbox: what the helper makes for all containers of a group. */
#include "core/contract/contract.h"
#include "core/contract/logpipe.h"
#include "core/contract/sysctl.h"
#include "core/contract/unitname.h"
#include "core/contract/userns.h"
#include "core/contract/wire.h"
#include "generator/plan/arguments.h"
#include "generator/plan/bound-values.h"
#include "generator/plan/handed.h"
#include "generator/plan/units.h"
#include "generator/volume/volume.h"

static void bind_volume(Bindings *b, const Volume *v, const Sums *sums)
{
        const VolumeType *type = volume_type(v);
        _cleanup_strbuf_ StrBuf written = {};
        Empty empty;
        if (!type->make)
                return;
        type->make(v, sums->memory, &empty);
        int r = empty_write(&empty, &written);
        bind_written(bind_from(b, &v->at, NULL), "up", r, &written);
}

/* Those that have to be there before, and what the sandbox holds of each. */
static void bind_images(Bindings *b, const Definition *def)
{
        if (def->n_images > 0)
                bind_text(b, "mounts", COSLICE_IMAGES_DIR);
        for (size_t k = 0; k < def->n_images; k++) {
                const Image *image = def->images + k;
                bool always = image->pull->number == PULL_ALWAYS;
                bind_from_scalar(b, always ? image->pull : image->reference);
                bind_take(b, always ? "images_required" : "images_wanted",
                          unitname_make(ROLE_IMAGE, image->key, NULL));
                bind_take(bind_from_scalar(b, image->reference), "images",
                          unitname_make(ROLE_IMAGE, image->key, NULL));
                bind_textf(bind_from_scalar(b, image->reference), "up", "--image=%s", image->key);
        }
}

static void bind_log_pipes(Bindings *b, const Definition *def)
{
        for (size_t i = 0; i < def->n_containers; i++) {
                const Container *c = def->containers + i;
                LogPipe pipe = container_log_pipe(c);
                _cleanup_strbuf_ StrBuf written = {};
                if (pipe == LOG_PIPE_NO)
                        continue;
                int r = piped_log_write(c->name, pipe == LOG_PIPE_AUTO ? definition_image(def, c)->key : NULL,
                                        &written);
                bind_written(bind_from_scalar(b, &c->log_pipe), "up", r, &written);
        }
}

void bind_sandbox(const Definition *def, const Sums *sums, size_t i, Bindings *b)
{
        (void)i;
        bind_text(b, "source", def->path);
        bind_settings(b, "dependencies", &def->dependencies);
        handed_bind(b, SECTION_UNIT, def);
        bind_settings(b, "conditions", &def->conditions);
        bind_text(b, "up", COSLICE_HELPER);
        bind_text(b, "up", "sandbox");
        bind_textf(b, "up", "--group=%s", def->name);
        bind_textf(b, "up", "--rendering=%s/%s/%s", COSLICE_GENERATOR_OUT, COSLICE_RENDERINGS, def->name);
        bind_textf(bind_from_scalar(b, &def->userns), "up", "--" USERNS_OPTION "=%s", definition_userns(def));
        if (definition_network(def) == NETWORK_HOST)
                bind_text(bind_from_scalar(b, &def->network), "up", "--" HOST_NETWORK_OPTION);
        /* Where nothing is said, a group that an older version started has the default too, and runs on. */
        if (def->shm_size.given)
                bind_textf(bind_from_scalar(b, &def->shm_size), "up", "--" SHM_SIZE_OPTION "=%llu",
                           (unsigned long long)def->shm_size.number);
        for (size_t k = 0; k < def->sysctl.n; k++)
                bind_textf(bind_from(b, &def->sysctl.items[k].at, NULL), "up", "--" SYSCTL_OPTION "=%s",
                           def->sysctl.items[k].text);
        bind_images(b, def);
        for (size_t k = 0; k < def->n_volumes; k++)
                bind_volume(b, def->volumes + k, sums);
        bind_log_pipes(b, def);
        bind_network(b, def);
        bind_text(b, "down", COSLICE_HELPER);
        bind_text(b, "down", "sandbox");
        bind_textf(b, "down", "--group=%s", def->name);
        bind_text(b, "down", "--remove");
}
