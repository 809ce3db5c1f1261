/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Type=image: what is in an image, as it came. */
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static int check(const Volume *v, DiagList *diags)
{
        int r = 0;
        if (!v->image.given)
                r = diag_error(diags, &v->at,
                               "Image= is missing, the image whose files these are: write "
                               "Image=registry.example.org/%s:1",
                               v->name);
        if (r == 0 && v->read_only.set && !v->read_only.number)
                r = diag_error(diags, &v->read_only.at,
                               "what is in an image can only be read, by several containers at once; leave "
                               "it out");
        return r;
}

static int find(const Definition *def, const Volume *v, MountKind *ret_kind, char **ret_source)
{
        *ret_kind = MOUNT_IMAGE;
        *ret_source = strdup(definition_volume_image(def, v)->key);
        return *ret_source ? 0 : -ENOMEM;
}

const VolumeType volume_type_image = {.read_only = "what is in an image", .check = check, .find = find};
