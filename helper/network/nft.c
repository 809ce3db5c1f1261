/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libnftables has no error numbers: it says in words what the kernel has answered, those of strerror(3) of
 * the locale that we don't set. */
#include "helper/network/nft.h"

#include "core/base/strbuf.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <string.h>

int nft_begin(Nft **ret)
{
        Nft *nft = nft_ctx_new(NFT_CTX_DEFAULT);
        if (!nft)
                return -ENOMEM;
        if (nft_ctx_buffer_output(nft) != 0 || nft_ctx_buffer_error(nft) != 0) {
                nft_ctx_free(nft);
                return -ENOMEM;
        }
        nft_ctx_output_set_flags(nft, NFT_CTX_OUTPUT_HANDLE);
        *ret = nft;
        return 0;
}

Nft *nft_end(Nft *nft)
{
        if (nft)
                nft_ctx_free(nft);
        return NULL;
}

/* What the words of a mistake say. */
static int number_of(const char *words)
{
        static const struct {
                int error, result;
        } known[] = {{EEXIST, EEXIST}, {EBUSY, EEXIST}, {ENOENT, ENOENT}, {ENOMEM, ENOMEM}};
        for (size_t i = 0; i < ARRAY_SIZE(known); i++)
                if (strstr(words, strerror(known[i].error)))
                        return known[i].result;
        return EIO;
}

int nft_run(Nft *nft, const char *commands)
{
        if (nft_run_cmd_from_buffer(nft, commands) == 0)
                return 0;
        char *words = (char *)nft_ctx_get_error_buffer(nft);
        /* Below the first line are the command, however long, and a mark. */
        words[strcspn(words, "\n")] = '\0';
        return -number_of(words);
}

const char *nft_output(Nft *nft)
{
        return nft_ctx_get_output_buffer(nft);
}

const char *nft_mistake(Nft *nft)
{
        const char *words = nft_ctx_get_error_buffer(nft), *rest = strstr(words, "Error: ");
        return rest ? rest + strlen("Error: ") : words;
}
