/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From root with every capability to what the payload runs as. */
#pragma once

#include "helper/common/steps.h"
#include "helper/container/texts/passwd.h"

/* In order: signals reset, a new session keyring, bounding set, groups, gid and uid, capability sets (the
 * default ones for uid 0, none for others), no_new_privs; then all of it is read back from /proc. */
extern const Step privilege_steps[];
extern const size_t n_privilege_steps;

/* Runs them, once the root is entered. SHARED_STEP: as for steps_run(). 0 or -errno with FAILURE. */
int privilege_drop(const Identity *identity, char *shared_step, Failure *failure);
