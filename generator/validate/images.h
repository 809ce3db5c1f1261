/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which images a group has, and who is asked for them. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Fills the images of DEF, whose containers have their defaults, and looks at its registries. 0 or -errno. */
int images_find(Definition *def, DiagList *diags);
