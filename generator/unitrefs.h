/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units that a definition names in [Unit] and [Install]. */
#pragma once

#include "generator/definition.h"

/* Checks what [Unit] and [Install] of DEF name: no unit of the group itself, aliases that systemd would take.
 * Mistakes are diagnostics. 0 or -errno. */
int unitrefs_check(const Definition *def, DiagList *diags);

/* Whether WORD is called as a file of Quadlet is, "db.container", which is no unit's name. */
bool unitrefs_is_quadlet(const char *word);
