/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-image pull: an image from where it is into the store, if the policy of its name asks for that. */
#pragma once

#include "core/base/failure.h"

/* WORDS: what follows the verb, NULL-terminated. NOTIFY_FD: of the unit, < 0: there is none. 0 or -errno with
 * FAILURE. */
int pull(char *const *words, int notify_fd, Failure *failure);
