/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of coslice is installed here, and how it is set up. */
#pragma once

#include "core/contract/feature.h"
#include "generator/edge/networkfile.h"

typedef struct Installed {
        const char *unit_dir; /* of the static units */
        Features features;
        const NetworkFile *network; /* borrowed; NULL: there is none */
} Installed;

/* Looks which of the programs of N ROWS, by Feature, can be executed: FEATURE_BASE and a bit for each.
 * ELSEWHERE: the definitions may be for another machine, as with a search path of their own, and no program
 * is looked for; each counts as there. */
Features installed_features(const FeatureRow *rows, size_t n, bool elsewhere);
