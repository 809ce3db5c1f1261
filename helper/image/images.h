/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-image images and prune: what is in the store, and what of it goes. */
#pragma once

#include "core/base/failure.h"

#include <stdbool.h>

/* WORDS: what follows the verb, NULL-terminated. images [--json] writes what there is to standard output. 0
 * or -errno with FAILURE. */
int images(char *const *words, int notify_fd, Failure *failure);

/* prune [--dry-run] removes what no unit names, no group runs and no update is about to give a name, while
 * nobody pulls and no group takes an image, and tells on standard output what; --dry-run tells alone. 0 or
 * -errno with FAILURE. */
int prune(char *const *words, int notify_fd, Failure *failure);

/* Whether the one OPTION that VERB has is given: *RET. 0 or -EINVAL with FAILURE. */
int images_read_option(char *const *words, const char *verb, const char *option, bool *ret, Failure *failure);
