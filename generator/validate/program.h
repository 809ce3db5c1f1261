/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container runs: its root file system, and the program with its arguments. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Checks what needs more than one key, or more than a key's kind of value. 0 or -errno. */
int program_check(const Container *c, DiagList *diags);
