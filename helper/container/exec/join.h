/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way into a container: a process that joins it and starts the program's there, a child of the helper's
 * own, and that process. */
#pragma once

#include "helper/common/groupids.h"
#include "helper/common/steps.h"
#include "helper/container/exec/rlimits.h"
#include "helper/container/record/record.h"
#include "helper/container/request/exec.h"
#include "helper/container/request/run.h"
#include "helper/container/start/program.h"

/* Memory that all three have. */
typedef struct Shared {
        char step[FAILURE_TEXT_MAX]; /* what they are at */
        pid_t pid;                   /* of the program's process, on the host; 0: there is none yet */
} Shared;

/* All that they need; borrowed. */
typedef struct Join {
        const ExecRequest *request;
        const Record *record;
        const RunRequest *start; /* what RECORD has of the start */
        GroupIds ids;
        int net_fd, ipc_fd; /* namespaces of the group */
        int pids_fd;        /* the same; -1: the container has its own */
        int target_fd;      /* the container's process */
        int launch_fd;
        int channel_fd;
        ProgramRules rules;
        Rlimits limits; /* of the container's process */
        Shared *shared;
} Join;

/* What each does, in order. */
extern const Step join_steps[], session_steps[];
extern const size_t n_join_steps, n_session_steps;

/* To be called in a child of the helper's, on the host. It ends when the program's process is there, which
 * says by the channel that its streams are (channel_hand_over()), that it is set up, and then waits to be
 * let go. */
_Noreturn void join_run(const Join *join);

/* That process. */
_Noreturn void session_run(const Join *join);
