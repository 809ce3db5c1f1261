/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starts a container: the payload becomes a child of systemd's own, which is told its number, and no process
 * of ours stays. */
#pragma once

#include "helper/common/steps.h"
#include "helper/container/request/run.h"

/* What it does, in order. */
extern const Step run_steps[];
extern const size_t n_run_steps;

/* Of the command line, without the verb. */
typedef struct RunWords {
        char **words; /* what the request was read from */
        char **shown; /* as others see them, who must not see all */
} RunWords;

/* NOTIFY_FD: from notify_open(). Returns when the payload was let go (0), or when it is certain that it never
 * runs (-errno with FAILURE). */
int run(const RunRequest *request, const RunWords *words, int notify_fd, Failure *failure);
