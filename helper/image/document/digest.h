/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SHA-256, whole or as the bytes come. libcrypto is in digest.c alone. Pure. */
#pragma once

#include "core/base/cleanup.h"
#include "core/contract/imagedigest.h"

#include <stddef.h>

/* One that is being made; {} holds nothing. */
typedef struct Digest {
        struct evp_md_ctx_st *context;
} Digest;

void digest_done(Digest *digest);
#define _cleanup_digest_ _cleanup_(digest_done)

/* Makes RET ready to take bytes. 0, -ENOMEM, or -ENOSYS where libcrypto has no SHA-256. */
int digest_begin(Digest *ret);
/* Takes N bytes at DATA. 0 or -EIO. */
int digest_add(Digest *digest, const void *data, size_t n);
/* Writes HEX of all that was taken, and ends DIGEST: begin it anew for another. 0 or -EIO. */
int digest_end(Digest *digest, char ret[IMAGE_HEX_SPACE]);

/* The same of N bytes at DATA. 0 or -errno as above. */
int digest_of(const void *data, size_t n, char ret[IMAGE_HEX_SPACE]);
