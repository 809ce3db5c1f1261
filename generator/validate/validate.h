/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be said of a definition only when all of it is known. */
#pragma once

#include "generator/model/definition.h"

/* Completes DEF ([Container *] and the group's settings become each container's, defaults are filled in,
 * Volume= and Tmpfs= are taken apart) and checks it as a whole. Mistakes are diagnostics. 0 or -errno. */
int validate_definition(Definition *def, DiagList *diags);
