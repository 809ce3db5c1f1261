/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From root with every capability to what the payload runs as. */
#pragma once

#include "core/contract/capabilities.h"
#include "helper/common/steps.h"
#include "helper/container/filter/filter.h"
#include "helper/container/texts/passwd.h"

#include <stdbool.h>

/* What is asked for beside the identity. */
typedef struct PrivilegeWish {
        int userns_fd; /* of the group's own user namespace, to be entered; -1: the host's stays */
        CapabilitySet capabilities; /* the bounding set, all of which root has; not said: the default */
        CapabilitySet
                user_capabilities; /* what another user has of it, in all five sets; not said: nothing */
        bool new_privileges;       /* no_new_privs stays off */
        bool unconfined;           /* no filter for system calls */
        const Filter *profile;     /* this one in place of the built-in filter; NULL: that */
        SocketFamilies sockets;    /* more than the built-in filter has */
} PrivilegeWish;

/* In order: into the user namespace, signals reset, a new session keyring, bounding set, groups, gid and uid,
 * the filter for system calls, capability sets, no_new_privs unless it is to be off; then all of it is read
 * back from /proc. */
extern const Step privilege_steps[];
extern const size_t n_privilege_steps;

/* Runs them for WISH, once the root is entered. *RET_FILTER is to be loaded at the end, by seccomp_load(); it
 * is empty where none was asked for, or where it is loaded already: without no_new_privs it takes
 * CAP_SYS_ADMIN. SHARED_STEP: as for steps_run(). 0 or -errno with FAILURE. */
int privilege_drop(const PrivilegeWish *wish, const Identity *identity, char *shared_step, Filter *ret_filter,
                   Failure *failure);
