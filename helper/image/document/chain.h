/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Chain ids, OCI's configuration of images: a layer's, with all below it. Pure. */
#pragma once

#include "core/base/strbuf.h"

/* Appends the chain ids of DIFF_IDS, the lowest first; both HEX. 0, -ENOMEM, or -errno of digest.h, and RET
 * may have some of them. */
int chain_ids(const StrVec *diff_ids, StrVec *ret);
