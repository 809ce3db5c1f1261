/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rlimits of processes, getrlimit(2): those of a container for a program in it. */
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

typedef struct Rlimits {
        struct rlimit items[RLIM_NLIMITS]; /* by RLIMIT_… */
} Rlimits;

/* Those of process PID. 0; -ESRCH if there is none; or -errno. */
int rlimits_read(pid_t pid, Rlimits *ret);

/* This process may have LIMITS, whatever else it has. It takes the host's root where more is needed than
 * there is. 0 or -errno. */
int rlimits_allow(const Rlimits *limits);

/* This process has LIMITS, which it may have. 0 or -errno. */
int rlimits_set(const Rlimits *limits);
