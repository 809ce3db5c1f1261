/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice prune: images that nobody needs are removed. */
#include "ctl/verbs/imageprogram.h"
#include "ctl/verbs/verbs.h"

enum { OPTION_DRY_RUN };

static const VerbOption options[] = {
        [OPTION_DRY_RUN] = {.name = "dry-run", .text = "say what would go, and remove nothing"},
};

static int prune_run(const Command *command)
{
        return image_program_become("prune", command->given[OPTION_DRY_RUN] ? "--dry-run" : NULL);
}

const Verb coslice_prune = {
        .name = "prune",
        .summary = "remove images that no group has",
        .text = "Removes images that no definition has and no group runs, and what interrupted pulls have\n"
                "left. Definitions count as systemd has read them: one that has mistakes, or was changed\n"
                "since the last daemon-reload, keeps all that has a name. As root.\n",
        .options = options,
        .n_options = ARRAY_SIZE(options),
        .statuses = IMAGE_PROGRAM_STATUSES,
        .run = prune_run,
};
