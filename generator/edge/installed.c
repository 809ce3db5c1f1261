/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Programs that are there or not. */
#include "generator/edge/installed.h"

#include <unistd.h>

Features installed_features(const FeatureRow *rows, size_t n, bool elsewhere)
{
        Features there = FEATURE_BIT(FEATURE_BASE);
        for (size_t i = 0; i < n; i++)
                if (rows[i].program && (elsewhere || access(rows[i].program, X_OK) == 0))
                        there |= FEATURE_BIT(i);
        return there;
}
