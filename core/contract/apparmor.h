/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Profiles of AppArmor, by their names: AppArmor= of a definition, --apparmor= of the helper. Pure. */
#pragma once

#include "core/base/failure.h"

#include <stdbool.h>

#define APPARMOR_OPTION     "apparmor"
#define APPARMOR_DEFAULT    "coslice-default" /* ours, apparmor/coslice-default */
#define APPARMOR_UNCONFINED "unconfined"      /* no profile */
#define APPARMOR_NAME_MAX   255               /* bytes */

/* Whether NAME is "unconfined", or one that a profile can have and that is nothing else to the kernel:
 * letters, digits and
 * "._-+/@", no "-" at its beginning. */
bool apparmor_name_is_valid(const char *name);

/* What follows "--apparmor=", which RET is. 0; or -EINVAL with FAILURE. */
int apparmor_read(const char *value, const char **ret, Failure *failure);
