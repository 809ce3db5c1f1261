/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's part of the host's control groups: one child of our own cgroup in each mounted hierarchy, be
 * the host v1, hybrid or v2. */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Hierarchy {
        char *controllers;  /* as /proc/self/cgroup says: "cpu,cpuacct", "name=systemd", "" for v2 */
        int parent_fd;      /* the cgroup in which the machine's lies */
        bool stepped_aside; /* we left that cgroup for a child of it */
} Hierarchy;

typedef struct Cgroups {
        Hierarchy items[32];
        size_t n;
        char name[64];  /* of the machine's cgroup below each parent */
        char aside[64]; /* of the one that we step aside into */
        bool v2;        /* the machine sees cgroup v2 alone */
} Cgroups;

/* Makes the machine's cgroups, and removes those that killed labs left behind. V2_ALONE: use only the v2
 * hierarchy, also on a host that has v1 ones beside it. 0 or -errno; what was made is removed by
 * cgroups_done(). */
int cgroups_make(bool v2_alone, Cgroups *ret_cgroups);

/* Moves the calling process into the machine's cgroups, or with CHILD into this child of each, made if
 * needed. 0 or -errno. */
int cgroups_enter(const Cgroups *cgroups, const char *child);

/* Removes the cgroups once all processes in them have ended; waits a second for the kernel at most. 0, or
 * -EBUSY if one is still in use. */
int cgroups_remove(const Cgroups *cgroups);

/* cgroups_remove() and release. */
void cgroups_done(Cgroups *cgroups);
#define _cleanup_cgroups_ _cleanup_(cgroups_done)
