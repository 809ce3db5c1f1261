/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Digests as images have them: "sha256:" and 64 lower-case hexadecimal digits, HEX where those stand alone.
 * Of the algorithms that OCI registers SHA-256 is the one that is in use, and names in the store are its
 * digits. Pure. */
#pragma once

#include <stdbool.h>

#define IMAGE_HEX       64
#define IMAGE_HEX_SPACE (IMAGE_HEX + 1) /* with the NUL */

/* Whether TEXT is HEX and nothing else. */
bool image_hex_is_valid(const char *text);

/* What image_digest_read() answers beside 0. */
enum {
        IMAGE_DIGEST_WRONG = 1, /* it is no digest */
        IMAGE_DIGEST_FOREIGN,   /* it may be one, of another algorithm than SHA-256 */
};

/* TEXT is a digest: RET_HEX is where its HEX begins in it. */
int image_digest_read(const char *text, const char **ret_hex);
