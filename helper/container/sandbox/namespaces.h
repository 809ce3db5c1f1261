/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The namespaces of a group, in the making. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/request/sandbox.h"

typedef struct Namespaces {
        int net_fd, ipc_fd; /* of nsfs; the user namespace is their owner */
} Namespaces;

#define NAMESPACES_NULL                    \
        {                                  \
                .net_fd = -1, .ipc_fd = -1 \
        }

void namespaces_done(Namespaces *namespaces);
#define _cleanup_namespaces_ _cleanup_(namespaces_done)

/* Makes network and IPC namespaces with the sysctls of REQUEST, owned by a user namespace as it describes,
 * with the ids from BASE on; without one this process is in them afterwards. With the host's network that
 * namespace is the one that this process is in. 0 or -errno with FAILURE. */
int namespaces_make(const SandboxRequest *request, uint32_t base, char *step, Namespaces *ret,
                    Failure *failure);
