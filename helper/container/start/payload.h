/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a process that is inside becomes in the end, the container's own or one that has joined it: the last
 * steps of its set-up, and the exec. After the root was entered every file is the image's: no name service,
 * no locale and no library is loaded from there. */
#pragma once

#include "helper/common/steps.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/start/program.h"
#include "helper/container/texts/environment.h"

#include <limits.h>

/* What it is made of; borrowed. */
typedef struct PayloadParts {
        int root_fd; /* the root file system, which was entered */
        const Identity *identity;
        EnvironmentParts environment;
        const char *working_dir; /* NULL: "/" */
        char **program;          /* NULL-terminated, at least one word */
        int launch_fd;           /* what executes the program: an init, or else coslice-launch */
        bool init;               /* which of them */
        /* Standard input, output and error. Below 0: input reads as empty, the others are as inherited. */
        int streams[3];
        PrivilegeWish wish;
        const ProgramRules *rules;
        char *step; /* of step.h: what the set-up is at */
} PayloadParts;

/* What is executed at the end. */
typedef struct Payload {
        char path[PATH_MAX];
        StrVec environment;
        Granted granted;
} Payload;

void payload_done(Payload *payload);

/* In order. */
extern const Step payload_steps[];
extern const size_t n_payload_steps;

/* Runs them. RET, which is empty, is to be freed in any case. 0 or -errno with FAILURE. */
int payload_set_up(const PayloadParts *parts, Payload *ret, Failure *failure);

/* Executes it. Returns only if that fails: -errno with FAILURE, status 126 or of the filter. */
int payload_execute(const PayloadParts *parts, const Payload *payload, Failure *failure);
