/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program of the host in a group's network. */
#pragma once

#include "helper/container/request/netns.h"

/* This process enters the network namespace of REQUEST's group and becomes its program, which is looked for
 * in PATH and keeps all else that this process has. Returns only where it can't: -errno with FAILURE, whose
 * status is EXIT_NOT_FOUND or EXIT_NOT_EXECUTABLE if it is the program's fault. */
int netns_become(const NetnsRequest *request, Failure *failure);
