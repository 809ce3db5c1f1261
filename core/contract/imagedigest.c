/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/imagedigest.h"

#include "core/base/strbuf.h"

#include <string.h>

#define ALGORITHM_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789+._-"
#define ENCODED_CHARACTERS   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=_-"

bool image_hex_is_valid(const char *text)
{
        return strspn(text, "0123456789abcdef") == IMAGE_HEX && !text[IMAGE_HEX];
}

int image_digest_read(const char *text, const char **ret_hex)
{
        const char *hex = string_after(text, "sha256:");
        if (hex) {
                if (!image_hex_is_valid(hex))
                        return IMAGE_DIGEST_WRONG;
                *ret_hex = hex;
                return 0;
        }
        /* The grammar of OCI's descriptors. */
        size_t n = strspn(text, ALGORITHM_CHARACTERS);
        if (n == 0 || text[n] != ':' || !text[n + 1] ||
            text[n + 1 + strspn(text + n + 1, ENCODED_CHARACTERS)])
                return IMAGE_DIGEST_WRONG;
        return IMAGE_DIGEST_FOREIGN;
}
