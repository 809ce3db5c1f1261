/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* binfmt_misc: what files this host's kernel executes beside ELF files and scripts. */
#pragma once

#include <stdbool.h>

/* Whether any format is registered. What can't be found out counts as no. To be asked on the host, not in a
 * container. */
bool binfmt_has_formats(void);
