/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel tells of a process in /proc/PID/stat and status, proc(5). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct ProcStat {
        bool ends; /* it is about to: none of its namespace's is started any more, if it is the first there */
        uint64_t start; /* when it was started: CLOCK_BOOTTIME, in ticks of the clock, sysconf(3) */
} ProcStat;

/* Reads FD, such a file, from its beginning. 0; -ESRCH if the process has gone; or -errno. */
int procstat_read(int fd, ProcStat *ret);

/* TICKS as nanoseconds. */
uint64_t procstat_ns(uint64_t ticks);

/* Who traces process PID, ptrace(2): 1, and RET is the process; 0: nobody, or there is no such process; or
 * -errno. */
int procstat_tracer(pid_t pid, pid_t *ret);
