/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process that becomes the init: the first of its namespace. */
#pragma once

#include "helper/common/groupids.h"
#include "helper/common/steps.h"

/* All that it needs from before it was cloned; borrowed. */
typedef struct First {
        GroupIds ids;  /* the descriptor is borrowed too */
        int launch_fd; /* the init's program */
        int channel_fd;
        char *step; /* of step.h: what it is at */
} First;

/* What it does until it is set up, in order. */
extern const Step first_steps[];
extern const size_t n_first_steps;

/* To be called in the clone, in its new namespaces. It hands over a mount of its process namespace's /proc
 * (channel_hand_over()), says that it is set up, and waits to be let go. */
_Noreturn void first_run(const First *first);
