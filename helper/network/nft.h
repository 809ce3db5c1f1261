/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands of nft(8), by libnftables(3), in the network namespace in which a session was begun. */
#pragma once

#include "core/base/cleanup.h"
#include "core/base/failure.h"

typedef struct Nft Nft;

/* 0 or -ENOMEM. */
int nft_begin(Nft **ret);
Nft *nft_end(Nft *nft);
DEFINE_CLEANUP(Nft *, nft_end)
#define _cleanup_nft_ _cleanup_(nft_endp)

/* COMMANDS, all of them or none. 0; -EEXIST: one was to create what is there with whatever value; -ENOENT: a
 * table, chain or set is not there; -ENOMEM; -EIO: another mistake. */
int nft_run(Nft *nft, const char *commands);

/* The same for RULES that name nothing but what they make: what isn't there then is a module of the kernel's,
 * and so says the mistake. */
int nft_load(Nft *nft, const char *rules);

/* What the last ones have written, to be had once; and what is said of their mistake, one line. Both are
 * NFT's, until the next. */
const char *nft_output(Nft *nft);
const char *nft_mistake(const Nft *nft);
