/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container runs: its root file system, and the program with its arguments. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Checks what needs more than one key, or more than a key's kind of value; and warns of words that only a
 * shell would know. Mistakes are diagnostics. 0 or -errno. */
int program_check(const Container *c, const Container *defaults, DiagList *diags);
