/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ids in a group's user namespace. */
#pragma once

#include "generator/model/definition.h"

/* Checks that the ids that DEF names are there: a user namespace of its own has USERNS_IDS. Mistakes are
 * diagnostics. 0 or -errno. */
int ids_check(const Definition *def, DiagList *diags);
