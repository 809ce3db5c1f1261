/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A scope for a process that is there already, systemd.scope(5): its limits are in a drop-in of its name. */
#pragma once

#include "core/pid1/manager.h"

#include <sys/types.h>

typedef struct Scope {
        const char *name;
        const char *slice;
        const char *description;
        pid_t pid; /* what moves into it */
} Scope;

/* Registers SCOPE and waits until its process is in it. 0; MANAGER_REFUSED with what PID 1 said in RET_WHY,
 * to be freed; or as those of manager.h. */
int scope_register(Manager *manager, const Scope *scope, char **ret_why);
