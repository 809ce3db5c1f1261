/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/document/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>

#define BYTES (IMAGE_HEX / 2)

void digest_done(Digest *digest)
{
        EVP_MD_CTX_free(digest->context);
        digest->context = NULL;
}

int digest_begin(Digest *ret)
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        if (!context)
                return -ENOMEM;
        if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
                EVP_MD_CTX_free(context);
                return -ENOSYS;
        }
        ret->context = context;
        return 0;
}

int digest_add(Digest *digest, const void *data, size_t n)
{
        return EVP_DigestUpdate(digest->context, data, n) == 1 ? 0 : -EIO;
}

int digest_end(Digest *digest, char ret[IMAGE_HEX_SPACE])
{
        unsigned char bytes[EVP_MAX_MD_SIZE];
        unsigned n = 0;
        int done = EVP_DigestFinal_ex(digest->context, bytes, &n);
        digest_done(digest);
        if (done != 1 || n != BYTES)
                return -EIO;
        for (size_t i = 0; i < BYTES; i++)
                snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
        return 0;
}

int digest_of(const void *data, size_t n, char ret[IMAGE_HEX_SPACE])
{
        _cleanup_digest_ Digest digest = {};
        int r = digest_begin(&digest);
        if (r == 0)
                r = digest_add(&digest, data, n);
        return r == 0 ? digest_end(&digest, ret) : r;
}
