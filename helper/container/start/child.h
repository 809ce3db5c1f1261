/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process that becomes the payload: it sets its container up from inside, waits to be let go, and
 * executes the program. */
#pragma once

#include "core/contract/imagerecord.h"
#include "helper/common/groupids.h"
#include "helper/common/logpipes.h"
#include "helper/common/steps.h"
#include "helper/container/filter/filter.h"
#include "helper/container/plan/operations.h"
#include "helper/container/start/program.h"

/* All that it needs from before it was cloned; borrowed. */
typedef struct Start {
        const RunRequest *request;
        char **words;             /* of the command line, without the verb: what the request was made of */
        const ImageRecord *image; /* what it is started from; NULL: a root directory */
        const Operations *operations;
        int *input_fds;                   /* of the operations' inputs, by index */
        GroupIds ids;                     /* the descriptor is borrowed too */
        const StrVec *file_environment;   /* what the environment files say */
        const StrVec *secret_environment; /* what secrets that are variables say: no record has it */
        int credentials_fd;               /* the folder of the unit's credentials; -1: it has none */
        int launch_fd;                    /* what executes the program: an init, or else coslice-launch */
        Filter profile;                   /* of a file; empty: the built-in one, or none */
        int stderr_fd;                    /* < 0: the inherited one serves */
        LogPipes log;                     /* in place of both streams; or none */
        char *step;                       /* of step.h: what the start is at */
        int channel_fd;
        int pids_fd; /* the process namespace of the group, where the payload's process is to be; -1: one of
                        its own */
        pid_t *shared_pid; /* then in memory that all share: the process' number on the host, once it is there
                            */
        int record_fd;     /* of running.h: what it was started with is written to it */
        ProgramRules rules;
} Start;

/* What it does until it has entered its root, and from there until it is set up, in order. */
extern const Step child_steps[], inside_steps[];
extern const size_t n_child_steps, n_inside_steps;

/* What is between them where the process namespace is the group's. In there nothing of the host is to be
 * seen, and what a process has mounted is: so it is another process, whom the other one makes once all is
 * mounted. */
extern const Step shared_steps[], arrival_steps[];
extern const size_t n_shared_steps, n_arrival_steps;

/* The words for a group's init that is not there. */
#define NO_INIT "the init of group %s has ended, or did not start: see \"systemctl status coslice-init@%s\""

/* To be called in the clone, in its new namespaces. With a process namespace of the group's the payload's
 * process hands over a pidfd of itself (channel_hand_over()), before it says that it is set up. */
_Noreturn void child_run(const Start *start);
