/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What containers ask for and give up of privileges. Pure. */
#pragma once

#include "generator/model/definition.h"

/* C's own lines before it inherits those of DEFAULTS, which may be C itself. 0 or -ENOMEM. */
int privileges_check_own(const Container *c, const Container *defaults, DiagList *diags);

/* C's profile of system calls, once it is known what containers can write of the host. 0 or -ENOMEM. */
int privileges_check_profile(const Definition *def, const Container *c, DiagList *diags);

/* All that C, of DEF, asks for. 0 or -ENOMEM. */
int privileges_check(const Definition *def, const Container *c, DiagList *diags);
