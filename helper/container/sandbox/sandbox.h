/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group's sandbox: the mark that it runs, the network and IPC namespaces that its containers share, its
 * shared memory and its empty volumes. No process of ours stays. */
#pragma once

#include "helper/container/request/sandbox.h"

/* Makes it, or with REQUEST's `remove` takes all of it away, whatever of it is there, but nothing while a
 * container has a process; NOTIFY_FD (< 0: none) is asked for more time while files go. 0 or -errno with
 * FAILURE. */
int sandbox(const SandboxRequest *request, int notify_fd, Failure *failure);
