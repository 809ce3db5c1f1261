/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The order in which containers start. */
#pragma once

#include "generator/model/definition.h"

/* Checks that every After= names another container of the group, and that no container comes after itself by
 * way of others: systemd would break such a cycle by leaving some unit out. Mistakes are diagnostics. 0 or
 * -errno. */
int order_check(const Definition *def, DiagList *diags);
