/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An order to skopeo, given again while what it fails of may pass. */
#pragma once

#include "helper/image/fetch/fetch.h"

/* The largest document: registries take no larger manifests. */
#define FETCH_DOCUMENT_MAX (4 * 1024 * 1024)

/* Begins the time without a byte. */
void fetch_call_begin(Fetch *fetch);

/* Runs skopeo with WORDS on the folder of FETCH until it succeeds or nothing helps. COPIES: what comes is in
 * the folder, and told of; else it is what skopeo says, which RET_OUTPUT (or NULL) gets. 0 or -errno with
 * FAILURE, whose words name image and registry. */
int fetch_call(Fetch *fetch, bool copies, const StrVec *words, StrBuf *ret_output, Failure *failure);
