/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets of containers: their own, and those of the volumes that they use. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Fills the secrets of each container of DEF, whose volumes are read: first those of its Secret=, in that
 * order. Mistakes, two things at one place among them, are diagnostics. 0 or -ENOMEM. */
int secrets_find(Definition *def, DiagList *diags);
