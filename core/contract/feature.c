/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of features. */
#include "core/contract/feature.h"

#include "core/contract/contract.h"

const FeatureRow feature_rows[_FEATURE_MAX] = {
        [FEATURE_BASE] = {},
        [FEATURE_NOT_YET] = {},
        [FEATURE_IMAGES] = {COSLICE_IMAGE, "coslice-images"},
        [FEATURE_NETWORK] = {COSLICE_NETWORK, "coslice-network"},
};

int feature_explain(const FeatureRow *row, StrBuf *buf)
{
        if (!row->package)
                return strbuf_add(buf, "not supported by this version of coslice");
        return strbuf_addf(buf, "not supported without the package %s; install it", row->package);
}
