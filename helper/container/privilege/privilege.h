/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From root with every capability to what the payload runs as. The order matters: capabilities dropped before
 * the ids would leave a process that is still the host's root. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/texts/passwd.h"

/* A new session keyring, bounding set, groups, gid and uid of IDENTITY, capability sets (the default ones for
 * uid 0, none for others), no_new_privs; each read back. 0 or -errno with FAILURE. */
int privilege_drop(const Identity *identity, Failure *failure);
