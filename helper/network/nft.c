/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libnftables has no error numbers: it says in words what the kernel has answered, those of strerror(3) of
 * the locale that we don't set. */
#include "helper/network/nft.h"

#include "core/base/strbuf.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

struct Nft {
        struct nft_ctx *context;
        char mistake[FAILURE_TEXT_MAX]; /* the library hands its words out once */
};

Nft *nft_end(Nft *nft)
{
        if (nft && nft->context)
                nft_ctx_free(nft->context);
        free(nft);
        return NULL;
}

int nft_begin(Nft **ret)
{
        _cleanup_nft_ Nft *nft = calloc(1, sizeof *nft);
        if (!nft)
                return -ENOMEM;
        nft->context = nft_ctx_new(NFT_CTX_DEFAULT);
        if (!nft->context || nft_ctx_buffer_output(nft->context) != 0 ||
            nft_ctx_buffer_error(nft->context) != 0)
                return -ENOMEM;
        nft_ctx_output_set_flags(nft->context, NFT_CTX_OUTPUT_HANDLE);
        *ret = TAKE_PTR(nft);
        return 0;
}

/* What the words of a mistake say. A kernel that knows nothing of nftables has no table either. */
static int number_of(const char *words)
{
        if (strstr(words, "cache initialization failed: Invalid argument"))
                return ENOENT;
        static const struct {
                int error, result;
        } known[] = {{EEXIST, EEXIST}, {EBUSY, EEXIST}, {ENOENT, ENOENT}, {ENOMEM, ENOMEM}};
        for (size_t i = 0; i < ARRAY_SIZE(known); i++)
                if (strstr(words, strerror(known[i].error)))
                        return known[i].result;
        return EIO;
}

/* Below the first line are the command, however long, and a mark. */
static void take_mistake(Nft *nft)
{
        static const char mark[] = "Error: ";
        const char *words = nft_ctx_get_error_buffer(nft->context), *rest = strstr(words, mark);
        if (rest)
                words = rest + strlen(mark);
        snprintf(nft->mistake, sizeof nft->mistake, "%.*s", (int)strcspn(words, "\n"), words);
}

int nft_run(Nft *nft, const char *commands)
{
        if (nft_run_cmd_from_buffer(nft->context, commands) == 0)
                return 0;
        take_mistake(nft);
        return -number_of(nft->mistake);
}

int nft_load(Nft *nft, const char *rules)
{
        int r = nft_run(nft, rules);
        if (r == -ENOENT)
                snprintf(nft->mistake, sizeof nft->mistake,
                         "the kernel lacks modules (nf_tables, nft_...): install them, or reboot if the "
                         "kernel "
                         "was updated");
        return r;
}

const char *nft_output(Nft *nft)
{
        return nft_ctx_get_output_buffer(nft->context);
}

const char *nft_mistake(const Nft *nft)
{
        return nft->mistake;
}
