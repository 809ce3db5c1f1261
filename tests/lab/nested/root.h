/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's file system tree, built by its first process in its own namespaces. */
#pragma once

#include "tests/lab/nested/cgroups.h"

typedef struct Bind {
        const char *from; /* on the host; a folder or a file */
        const char *to;   /* in the machine; absolute */
        bool writable;
} Bind;

typedef struct RootOptions {
        const char *mount_point; /* the disk, see disk.h */
        const char *lower;       /* the machine's root file system, never written to */
        Bind binds[8];
        size_t n_binds;
        const Cgroups *cgroups;
} RootOptions;

/* Makes the overlay the root of the calling process, whose mount, pid, network and cgroup namespaces must be
 * the machine's, with all that a system expects to find mounted. 0 or -errno. */
int root_enter(const RootOptions *options);
