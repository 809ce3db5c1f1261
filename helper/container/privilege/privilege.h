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
        int proc_fd;   /* /proc, in which this process is looked at; -1: that of its root */
        int userns_fd; /* of the group's own user namespace, to be entered; -1: it stays where it is */
        bool inside;   /* and that is there already */
        CapabilitySet capabilities; /* the bounding set, all of which root has; not said: the default */
        CapabilitySet
                user_capabilities; /* what another user has of it, in all five sets; not said: nothing */
        bool new_privileges;       /* no_new_privs stays off */
        bool unconfined;           /* no filter for system calls */
        const Filter *profile;     /* this one in place of the built-in filter; NULL: that */
        SocketFamilies sockets;    /* more than the built-in filter has */
} PrivilegeWish;

/* Makes this process one that nobody traces or looks into, since it has more rights than what it is near. 0
 * or -errno. */
int privilege_forbid_tracing(void);

/* Whether it stays so when it changes its ids beside processes that it has more rights than: not where the
 * host has all be traced, fs.suid_dumpable=1 (proc_sys_fs(5)). 0 or -errno with FAILURE. */
int privilege_check_tracing(Failure *failure);

/* What it has in the end. */
typedef struct Granted {
        uint64_t capabilities; /* its bounding set */
        Filter filter;         /* for its system calls; empty where none was asked for */
} Granted;

/* In order: into the user namespace, signals reset, a new session keyring, bounding set, groups, gid and uid,
 * the filter for system calls, capability sets, no_new_privs unless it is to be off; then all of it is read
 * back from /proc. */
extern const Step privilege_steps[];
extern const size_t n_privilege_steps;

/* Runs them for WISH, once the root is entered. RET's filter is to be loaded at the end, by seccomp_load(),
 * but with new privileges: without no_new_privs it takes CAP_SYS_ADMIN, and is loaded already. It is the
 * caller's to free. SHARED_STEP: as for steps_run(). 0 or -errno with FAILURE. */
int privilege_drop(const PrivilegeWish *wish, const Identity *identity, char *shared_step, Granted *ret,
                   Failure *failure);
