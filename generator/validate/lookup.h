/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the containers look up names: servers that answer nobody, and names that are others' already. */
#pragma once

#include "generator/model/definition.h"

/* Mistakes are diagnostics. 0 or -ENOMEM. */
int lookup_check(const Definition *def, DiagList *diags);
