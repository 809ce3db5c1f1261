/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two processes that read a layer, as the one that unpacks sees them. */
#pragma once

#include "core/base/failure.h"
#include "helper/image/layer/counts.h"

#include <sys/types.h>

typedef struct Worker {
        pid_t pid;     /* 0: none */
        int report_fd; /* where it says how it went, or < 0 */
} Worker;

#define WORKER_NULL                 \
        {                           \
                .report_fd = -EBADF \
        }

/* Starts the one that copies BLOB_FD, decompressed, to OUT_FD; ROOT_FD: an empty folder, its root. 0 or
 * -errno with FAILURE. */
int worker_start_copy(int root_fd, int blob_fd, int out_fd, Worker *ret, Failure *failure);

/* Starts the one that writes the archive from IN_FD to TREE_FD; OWN_FD: Tree.own_fd. 0 or -errno with
 * FAILURE.
 */
int worker_start_write(int in_fd, int tree_fd, int own_fd, uint64_t entries_max, Worker *ret,
                       Failure *failure);

/* Waits for its end. 0 if it has done all of it, with what it has counted in RET (which may be NULL); else
 * -errno with FAILURE. */
int worker_end(Worker *worker, LayerCounts *ret, Failure *failure);

/* Kills it if it is still there. */
void worker_done(Worker *worker);
#define _cleanup_worker_ _cleanup_(worker_done)
