/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a process does one after the other, as a table whose rows are read in order: what a step is called
 * stands beside what it does, and is said of it while it runs (step.h) and when it fails. */
#pragma once

#include "core/base/failure.h"

#include <stddef.h>

typedef struct Step {
        const char *name; /* "start a session": what is said of it */
        int status;       /* EXIT_… of core/contract/contract.h, if it fails and says no other itself */
        /* 0 or -errno. It may describe its failure by failure_set(), where there is more to tell than the
         * name and the errno's words: a path, an id. */
        int (*run)(void *context, Failure *failure);
} Step;

/* Runs STEPS in order; the first failure ends it. SHARED_STEP: of step_begin(), or NULL where nobody reads
 * what this is at. A table that is a step of another one has the same. 0 or -errno with FAILURE. */
int steps_run(const Step *steps, size_t n, void *context, char *shared_step, Failure *failure);

/* Runs all of STEPS, in order, whatever becomes of the others: what cleans up removes what it can. 0, or the
 * first failure's -errno with FAILURE. */
int steps_run_all(const Step *steps, size_t n, void *context, char *shared_step, Failure *failure);
