/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The configuration of an image, OCI's or Docker's: what of it a start must know. Pure.
 *
 * It is hostile. What has no form is refused and not mended: the helper would else start something that
 * nobody has asked for. What is only shown is refused in the same way, since who sends that sends more. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/imagerecord.h"
#include "helper/image/document/platform.h"

#include <stddef.h>

/* What execve(2) takes of one variable or word, without its NUL. */
#define CONFIG_WORD_MAX (128 * 1024 - 1)

/* Reads SIZE bytes at TEXT, behind which is a NUL. It must be for MACHINE, and have N_LAYERS layers, as many
 * as the manifest. RET gets platform, layers, and all that a container is started with; digest, manifest,
 * config, max_id and log_links are left empty. RET_DIFF_IDS gets HEX of each layer's tar, the lowest first.
 * 0; -EINVAL or -ENOMEM with FAILURE. */
int config_read(const char *text, size_t size, const Platform *machine, size_t n_layers, ImageRecord *ret,
                StrVec *ret_diff_ids, Failure *failure);
