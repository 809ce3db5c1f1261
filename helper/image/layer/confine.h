/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The processes that read what a registry has sent: forked by the one that unpacks, and without its rights
 * before they have seen a byte of it. Their root is a folder of the store, all descriptors but those they
 * need are closed; they have no network, no new privileges, and a filter for system calls. */
#pragma once

#include "core/base/failure.h"
#include "helper/image/layer/filter.h"

#include <sys/types.h>

/* Descriptors that stay, in this order, from 3 on. */
#define CONFINED_FDS_MAX 5

typedef struct Confinement {
        FilterKind kind;
        int root_fd; /* what becomes "/" */
        int fds[CONFINED_FDS_MAX];
        size_t n_fds;
} Confinement;

/* Confines this process, which was just forked by PARENT. FILTER_WRITE: it keeps CHOWN, DAC_OVERRIDE, FOWNER,
 * FSETID and SETFCAP, by which files of others are written; else no capability. Its descriptors have the
 * numbers 3, 4, … then, which CONFINEMENT says from when they do. 0 or -errno with FAILURE. */
int confine(Confinement *confinement, pid_t parent, Failure *failure);
