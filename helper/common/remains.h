/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes of a group's containers that a stop has left: frozen, or in the kernel where no signal reaches
 * them. */
#pragma once

#include "core/base/name.h"
#include "core/io/io.h"

#include <stdbool.h>
#include <sys/types.h>

typedef struct Remains {
        pid_t pid;
        char name[32];                 /* its name as the kernel has it, which it can choose itself */
        char container[LABEL_MAX + 1]; /* whose it is */
} Remains;

/* Whether CONTAINER of GROUP (NULL: any of them) has a process beside this one: 1, and RET is the first; 0;
 * or -errno, since who can't look must not take it for none. Processes are looked for where the generator's
 * units have them, in the group's slice. */
int remains_find(const char *group, const char *container, Remains *ret);

/* The same, but waits for them to go: a process that was killed may take a moment. STEP is called as for
 * io_remove_tree_stepwise(). */
int remains_wait(const char *group, const char *container, IoStep step, void *context, Remains *ret);

/* Kills all of CONTAINER's processes but this one, then those of programs in it (of its sessions, whose
 * helper stays), and waits for them to go. As remains_wait(). */
int remains_kill(const char *group, const char *container, IoStep step, void *context, Remains *ret);

/* To systemd, its parent, a process that is traced has ended when its tracer has heard of it. Kills that of
 * PID, if it is a process of GROUP's containers: 1, and RET is what was killed; 0; or -errno. */
int remains_kill_tracer(const char *group, pid_t pid, Remains *ret);
