/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/verbs/imageprogram.h"

#include "core/contract/contract.h"
#include "core/contract/feature.h"
#include "ctl/image/program.h"
#include "ctl/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int image_program_become(const char *verb, const char *option)
{
        char *const words[] = {(char *)"coslice-image", (char *)verb, (char *)option, NULL};
        if (geteuid() != 0) {
                fprintf(stderr, "coslice %s: only root may list or remove images\n", verb);
                return EXIT_WRONG;
        }
        fflush(NULL);
        int r = program_become(words);
        if (r == -ENOENT)
                fprintf(stderr, "coslice %s: there is no " COSLICE_IMAGE ": install the package %s\n", verb,
                        feature_rows[FEATURE_IMAGES].package);
        else
                fprintf(stderr, "coslice %s: execute " COSLICE_IMAGE ": %s\n", verb, strerror(-r));
        return EXIT_WRONG;
}
