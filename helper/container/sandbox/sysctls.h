/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of the kernel, of the namespaces that a process is in. */
#pragma once

#include "core/base/failure.h"

/* A proc file system of our own, that nothing lies on top of, for sysctls_set(). A descriptor or -errno with
 * FAILURE. Only the host's root can have one. */
int sysctls_open(Failure *failure);

/* Writes SETTING, which is good (core/contract/sysctl.h), and reads it back. 0 or -errno with FAILURE. */
int sysctls_set(int proc_fd, const char *setting, Failure *failure);
