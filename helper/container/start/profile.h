/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A profile of system calls that somebody wrote: compiled by coslice-seccomp the first time, read back from
 * then on. */
#pragma once

#include "helper/container/filter/filter.h"
#include "helper/container/request/run.h"

/* The filter of REQUEST's profile, as it is loaded; empty if it names none. The file must be root's, and
 * nobody else's to write: who writes it decides what the payload can do. To be called on the host, before
 * anything of the group is joined. 0 or -errno with FAILURE. */
int profile_find(const RunRequest *request, Filter *ret, Failure *failure);
