/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What files this host's kernel executes. */
#pragma once

#include <stdbool.h>

/* Whether others than ELF files and scripts may be: some are registered with binfmt_misc. What can't be found
 * out counts as no. To be asked on the host, not in a container. */
bool formats_are_registered(void);
