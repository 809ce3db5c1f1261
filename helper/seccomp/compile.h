/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A profile of system calls → a program for seccomp(2), by libseccomp, which compile.c alone uses. */
#pragma once

#include "helper/seccomp/profile.h"

#include <linux/filter.h>

typedef struct Program {
        struct sock_filter *instructions;
        unsigned n;
} Program;

void program_done(Program *program);
#define _cleanup_program_ _cleanup_(program_done)

/* What SITUATION says of this machine's architecture, and its number of <linux/audit.h>. 0 or -EINVAL: it is
 * not known. */
int compile_native(Situation *situation, uint32_t *ret_arch);

/* Compiles PROFILE. Calls whose names libseccomp doesn't know are left out. Before its program come those of
 * coslice: calls that are newer than all that PROFILE knows are not there (ENOSYS) where it would refuse them
 * with another error, as runc has it, since libraries go on without them then; and PROBE_CALL has its answer.
 * 0, or -errno with FAILURE. */
int compile_profile(const Profile *profile, Program *ret, Failure *failure);
