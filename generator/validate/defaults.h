/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is in effect where a container says nothing itself. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Fills in the group's own defaults. Before the containers'. */
void defaults_fill_group(Definition *def);

/* What [Container *] and the group say, and the language's defaults, become C's where it says nothing. 0 or
 * -ENOMEM. */
int defaults_fill_container(const Definition *def, Container *c);

/* Holds what is in effect in C against the limits of rows that say so where a value takes effect. Mistakes
 * are diagnostics. 0 or -errno. */
int defaults_check(const Container *c, DiagList *diags);
