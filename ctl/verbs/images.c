/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice images: what is in the store of images. */
#include "ctl/verbs/imageprogram.h"
#include "ctl/verbs/verbs.h"

enum { OPTION_JSON };

static const VerbOption options[] = {
        [OPTION_JSON] = {.name = "json", .text = "a JSON array, with all that is known of each"},
};

static int images_run(const Command *command)
{
        return image_program_become("images", command->given[OPTION_JSON] ? "--json" : NULL);
}

const Verb coslice_images = {
        .name = "images",
        .summary = "list the images that were fetched, and who has them",
        .text = "Lists the images on this machine: by which name, how large, how much of that other images\n"
                "have as well, the first digits of the digest, and the groups that have it; (runs): one "
                "that\n"
                "runs and holds it. As root.\n",
        .options = options,
        .n_options = ARRAY_SIZE(options),
        .statuses = IMAGE_PROGRAM_STATUSES,
        .run = images_run,
};
