/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From outside, which takes the host's root. What the container's process has made of its own since it was
 * started is a right that the container has. */
#include "helper/container/exec/alike.h"

#include "core/contract/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static int copy_scheduling(pid_t pid, pid_t like)
{
        struct sched_param param;
        int policy = sched_getscheduler(like);
        if (policy < 0 || sched_getparam(like, &param) < 0 || sched_setscheduler(pid, policy, &param) < 0)
                return -errno;
        errno = 0;
        int nice = getpriority(PRIO_PROCESS, (id_t)like);
        if (errno != 0 || setpriority(PRIO_PROCESS, (id_t)pid, nice) < 0)
                return -errno;
        return 0;
}

static int copy_io_priority(pid_t pid, pid_t like)
{
        long priority = syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, like);
        return priority < 0 || syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, pid, priority) < 0 ? -errno : 0;
}

/* Only where they differ: who has all of them has also those that come later. */
static int copy_affinity(pid_t pid, pid_t like)
{
        cpu_set_t theirs, ours;
        if (sched_getaffinity(like, sizeof theirs, &theirs) < 0 ||
            sched_getaffinity(pid, sizeof ours, &ours) < 0)
                return -errno;
        return CPU_EQUAL(&theirs, &ours) || sched_setaffinity(pid, sizeof theirs, &theirs) == 0 ? 0 : -errno;
}

/* A file that the kernel writes as it reads it, but for the base of a number. */
static int copy_file(pid_t pid, pid_t like, const char *name, bool hex)
{
        char path[64], text[64] = "0x";
        size_t begin = hex ? 2 : 0;
        snprintf(path, sizeof path, "/proc/%d/%s", like, name);
        _cleanup_close_ int from = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = from < 0 ? -1 : read(from, text + begin, sizeof text - begin);
        if (n <= 0)
                return n < 0 ? -errno : -EIO;
        snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
        _cleanup_close_ int to = open(path, O_WRONLY | O_CLOEXEC);
        return to < 0 || write(to, text, begin + (size_t)n) < 0 ? -errno : 0;
}

static int copy_oom_score(pid_t pid, pid_t like)
{
        return copy_file(pid, like, "oom_score_adj", false);
}

static int copy_timer_slack(pid_t pid, pid_t like)
{
        return copy_file(pid, like, "timerslack_ns", false);
}

static int copy_core_filter(pid_t pid, pid_t like)
{
        return copy_file(pid, like, "coredump_filter", true);
}

int alike_make(pid_t pid, pid_t like, Failure *failure)
{
        static const struct {
                const char *what;
                int (*copy)(pid_t pid, pid_t like);
        } parts[] = {
                {"scheduling", copy_scheduling},   {"priority of input and output", copy_io_priority},
                {"processors", copy_affinity},     {"score when memory runs out", copy_oom_score},
                {"timer slack", copy_timer_slack}, {"filter of core files", copy_core_filter},
        };
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
                int r = parts[i].copy(pid, like);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_PROCESS, -r,
                                           "give the process the container's %s", parts[i].what);
        }
        return 0;
}
