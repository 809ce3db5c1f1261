/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/imagestore.h"

#include "core/base/strbuf.h"

const char *image_link_hex(const char *text, const char *prefix)
{
        const char *hex = string_after(text, prefix);
        return hex && image_hex_is_valid(hex) ? hex : NULL;
}
