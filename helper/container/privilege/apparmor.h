/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The label that AppArmor gives to the payload. */
#pragma once

#include "core/base/failure.h"

/* What this process, or a child of it, executes next is to run under PROFILE, a name of
 * core/contract/apparmor.h, from then on; NULL: ours, where the kernel has it. RET: the name of what was
 * chosen, PROFILE or static. It takes the host's root, and /proc of the host. 0; or -errno with FAILURE:
 * what was asked for by name and isn't there is none. */
int apparmor_choose(const char *profile, const char **ret, Failure *failure);
