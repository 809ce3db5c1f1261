/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the entries of a file to a typed definition. */
#pragma once

#include "generator/model/definition.h"
#include "generator/syntax/ini.h"

/* Puts what FILE says into DEF; called for NAME.group first and then for its drop-ins in their order.
 * Mistakes are diagnostics. 0 or -errno. */
int parse_file(Definition *def, const IniFile *file, DiagList *diags);
