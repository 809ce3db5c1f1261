/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Network= and other keys have to do with each other. */
#pragma once

#include "core/base/diag.h"
#include "generator/model/definition.h"

/* With a network of the group's own: what reach.h says. With another one: a key that says something about the
 * group's own is an error. With the host's network: a setting that would be the host's is an error, a low
 * port and a capability that the group hasn't got there are warned of. 0 or -ENOMEM. */
int network_check(const Definition *def, DiagList *diags);
