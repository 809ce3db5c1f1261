/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units that a definition names in [Unit] and [Install]. */
#pragma once

#include "generator/model/definition.h"

/* Checks what [Unit] and [Install] of DEF name: no unit of the group itself, aliases that systemd would take.
 * Mistakes are diagnostics. 0 or -errno. */
int unitrefs_check(const Definition *def, DiagList *diags);
