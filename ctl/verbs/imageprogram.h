/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Verbs about images: coslice-image does them, which comes in a package of its own. */
#pragma once

#include "ctl/verb.h"

/* For their help texts. */
#define IMAGE_PROGRAM_STATUSES \
        "0 all is right, 1 something is wrong, 2 the command is; else as in coslice-image(8)"

/* This process becomes coslice-image VERB, with OPTION ("--json") if it isn't NULL. Returns an exit status of
 * output.h only where it can't, and then why was said. */
int image_program_become(const char *verb, const char *option);
