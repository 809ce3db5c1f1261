/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volume= and Tmpfs= of a container, taken apart and checked. */
#pragma once

#include "generator/model/definition.h"

/* Fills C->volumes and C->tmpfses from C->volume and C->tmpfs. Mistakes are diagnostics. 0 or -errno. */
int mountlines_read(Definition *def, Container *c, DiagList *diags);
