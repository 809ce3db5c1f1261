/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Control groups as systemd has them: of its own hierarchy of v1, where it has that one, else of v2. */
#pragma once

#include "core/base/strbuf.h"

#include <sys/types.h>

/* Where their tree is mounted: 0, or -errno. RET is static. */
int cgroup_top(const char **ret);

/* Appends the path of process PID's (0: this one's) in that tree, "/coslice.slice/…". 0; -ENOENT if it has
 * none there; -ESRCH if there is no such process; or -errno. */
int cgroup_path(pid_t pid, StrBuf *ret);
