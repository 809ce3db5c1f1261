/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/document/chain.h"

#include "helper/image/document/digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int chain_ids(const StrVec *diff_ids, StrVec *ret)
{
        char chain[IMAGE_HEX_SPACE];
        for (size_t i = 0; i < diff_ids->n; i++) {
                const char *diff = diff_ids->items[i];
                int r = 0;
                if (i == 0)
                        strcpy(chain, diff);
                else {
                        char text[2 * sizeof "sha256:" + 2 * IMAGE_HEX_SPACE];
                        snprintf(text, sizeof text, "sha256:%s sha256:%s", chain, diff);
                        r = digest_of(text, strlen(text), chain);
                }
                if (r == 0)
                        r = strvec_add(ret, chain);
                if (r < 0)
                        return r;
        }
        return 0;
}
