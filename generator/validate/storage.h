/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of what is written to the disk. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Whether the limits of DEF's writable layers and volumes can hold its programs. Mistakes are diagnostics. 0
 * or -errno. */
int storage_check(const Definition *def, DiagList *diags);
