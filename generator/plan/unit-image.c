/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What fetches an image. Each group that has it brings the same text, so nothing of a group may be in it. */
#include "core/contract/contract.h"
#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"
#include "generator/plan/bound-values.h"
#include "generator/plan/units.h"

#include <string.h>

#define CREDENTIAL_OF_PATH "registry" /* what a credential is called that is a file */

/* A name is that of an encrypted one, which systemd looks for in its credstores. */
static void bind_credential(Bindings *b, const Scalar *credential)
{
        bool path = credential->text[0] == '/';
        bind_from_scalar(b, credential);
        if (path)
                bind_textf(b, "credential", "%s:%s", CREDENTIAL_OF_PATH, credential->text);
        else
                bind_text(b, "encrypted", credential->text);
        bind_textf(bind_from_scalar(b, credential), "pull", "--credential=%s",
                   path ? CREDENTIAL_OF_PATH : credential->text);
}

void bind_image(const Definition *def, const Sums *sums, size_t i, Bindings *b)
{
        const Image *image = def->images + i;
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {}, reference = {};
        (void)sums;
        /* In full, since who leaves the tag out has the same image. */
        if (image_ref_read(image->reference->text, &ref, &why) != 0 ||
            image_ref_write(&ref, &reference) < 0) {
                b->oom = true; /* it was read before */
                return;
        }
        bind_text(bind_from_scalar(b, image->reference), "reference", reference.text);
        if (ref.transport != IMAGE_REGISTRY)
                bind_text(bind_from_scalar(b, image->reference), "mounts", ref.path);
        /* Else there may be a newer one each time. */
        if (image->pull->number == PULL_MISSING || image->pull->number == PULL_NEVER || ref.digest) {
                bind_textf(bind_from_scalar(b, image->pull), "ready", "%s/%s/%s", COSLICE_IMAGES_DIR,
                           COSLICE_IMAGE_READY, image->key);
                bind_textf(b, "asked", "%s/%s" IMAGE_ASKED_SUFFIX, COSLICE_PULLS_DIR, image->key);
        }
        bind_text(b, "pull", COSLICE_IMAGE);
        bind_text(b, "pull", "pull");
        bind_textf(bind_from_scalar(b, image->reference), "pull", "--image=%s", reference.text);
        bind_textf(bind_from_scalar(b, image->reference), "pull", "--key=%s", image->key);
        bind_textf(bind_from_scalar(b, image->pull), "pull", "--pull=%s",
                   pull_mode_names[image->pull->number]);
        if (image->registry && image->registry->credential.set)
                bind_credential(b, &image->registry->credential);
}
