/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine itself: a systemd that is PID 1 of its own namespaces, and commands run in it. */
#pragma once

#include "tests/lab/nested/cgroups.h"
#include "tests/lab/nested/root.h"

#include <sys/types.h>

typedef struct Machine {
        pid_t pid; /* of its PID 1, our child; 0 when there is none */
        int pid_fd;
        int console_fd; /* the other end of its /dev/console */
        int notify_fd;  /* gets its READY=1 */
        Cgroups cgroups;
} Machine;

#define MACHINE_NONE ((Machine){.pid_fd = -1, .console_fd = -1, .notify_fd = -1})

typedef struct MachineOptions {
        RootOptions root; /* `cgroups`, and binds of our own, are set here */
        bool v2_alone;    /* cgroup v2 alone, also on a hybrid host */
} MachineOptions;

/* Starts a machine from what is on the disk, and returns at once. 0 or -errno. */
int machine_start(const MachineOptions *options, Machine *ret_machine);

/* Starts a command in the machine, as root, in a cgroup of its own, with our stdout and stderr. RET_PID is
 * our child, which ends as the command does (128 + N after signal N, 127 if it can't be executed, 125 if the
 * machine can't be entered). 0 or -errno. */
int machine_run(const Machine *machine, char *const argv[], pid_t *ret_pid);

/* Kills what is left, waits for it, and removes the cgroups. Fine with MACHINE_NONE. */
void machine_done(Machine *machine);
#define _cleanup_machine_ _cleanup_(machine_done)
