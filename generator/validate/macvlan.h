/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group in a network of the host's: what it needs for that, and what can't be there. */
#pragma once

#include "generator/model/definition.h"

/* DEF has Network=macvlan. 0 or -ENOMEM. */
int macvlan_check(const Definition *def, DiagList *diags);
