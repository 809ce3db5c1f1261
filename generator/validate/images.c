/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Images: several containers and volumes can have one, which is fetched once. */
#include "generator/validate/images.h"

#include "core/contract/imageref.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static Image *find(const Definition *def, const char *key)
{
        for (size_t i = 0; i < def->n_images; i++)
                if (streq(def->images[i].key, key))
                        return def->images + i;
        return NULL;
}

static Image *add(Definition *def, const char *key)
{
        Image *images = reallocarray(def->images, def->n_images + 1, sizeof *images);
        if (!images)
                return NULL;
        def->images = images;
        images[def->n_images] = (Image){.key = strdup(key)};
        return images[def->n_images].key ? images + def->n_images++ : NULL;
}

/* The image of REFERENCE by the policy PULL; *RET_INDEX: its place among DEF's. */
static int find_image(Definition *def, const Scalar *reference, const Scalar *pull, size_t *ret_index)
{
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        char key[IMAGE_KEY_SPACE];
        int r = image_ref_read(reference->text, &ref, &why);
        if (r != 0)
                return r < 0 ? r : -EINVAL; /* it was read before */
        Registry *registry = ref.host ? definition_registry(def, ref.host) : NULL;
        image_ref_key(&ref, registry ? registry->credential.text : NULL, pull_mode_names[pull->number], key);
        if (registry)
                registry->used = true;
        Image *image = find(def, key);
        if (!image && (image = add(def, key))) {
                image->registry = registry;
                image->reference = reference;
                image->pull = pull;
                image->fixed = ref.digest;
        }
        if (!image)
                return -ENOMEM;
        *ret_index = (size_t)(image - def->images);
        return 0;
}

/* A timer would look at nothing. */
static int warn_of_update(const Definition *def, DiagList *diags)
{
        bool any = def->auto_update.number != AUTO_UPDATE_REGISTRY;
        for (size_t i = 0; i < def->n_images; i++)
                any = any || !def->images[i].fixed;
        return any ? 0
                   : diag_warning(diags, &def->auto_update.at,
                                  def->n_images > 0 ? "its images are given by their digests: there are no "
                                                      "newer ones"
                                                    : "no container of this group has an image");
}

int images_find(Definition *def, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < def->n_containers && r == 0; i++) {
                Container *c = def->containers + i;
                if (c->image.set)
                        r = find_image(def, &c->image, &c->pull, &c->image_index);
        }
        for (size_t i = 0; i < def->n_volumes && r == 0; i++) {
                Volume *v = def->volumes + i;
                if (v->image.set && volume_is_image(v))
                        r = find_image(def, &v->image, &v->pull, &v->image_index);
        }
        /* Where there are mistakes, what was meant as one of its images may be among them. */
        for (size_t i = 0; i < def->n_registries && r == 0 && diags->n_errors == 0; i++)
                if (!def->registries[i].used)
                        r = diag_warning(diags, &def->registries[i].at,
                                         "no image of this group comes from this registry");
        return r == 0 && diags->n_errors == 0 ? warn_of_update(def, diags) : r;
}
