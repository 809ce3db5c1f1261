/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a system may have of coslice and another may not. Most of the language is in every build. A part whose
 * program comes in a package of its own is a feature: its keys, sections and keywords name it in their rows,
 * the generator looks once which programs there are, and what needs another one is refused by the package's
 * name. */
#pragma once

#include "core/base/strbuf.h"

#include <stdint.h>

typedef enum Feature {
        FEATURE_BASE,    /* what all have, and so rows that name none */
        FEATURE_NOT_YET, /* what none has: it is in the language, and nothing is built of it */
        FEATURE_IMAGES,  /* what containers start from, fetched from registries */
        FEATURE_NETWORK, /* networks of a group's own */
        _FEATURE_MAX,
} Feature;

/* A bit for each feature that is there. */
typedef uint32_t Features;
#define FEATURE_BIT(feature) ((Features)1 << (feature))
_Static_assert(_FEATURE_MAX <= 32, "features have no bit");

typedef struct FeatureRow {
        const char *program; /* its path; NULL: nothing to look for */
        const char *package; /* that has it; NULL: none */
} FeatureRow;

extern const FeatureRow feature_rows[_FEATURE_MAX];

static inline bool feature_is_there(Features there, Feature feature)
{
        return there & FEATURE_BIT(feature);
}

/* Appends why what needs the feature of ROW is refused, to follow "is" or ":". 0 or -ENOMEM. */
int feature_explain(const FeatureRow *row, StrBuf *buf);
