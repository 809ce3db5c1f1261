/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A number alone is no process: it may be another one's by now, and what systemd runs after a container has
 * ended is in the same control group, on the host. So it is held by a pidfd before it is looked at, and must
 * have been started before the record was written. */
#include "helper/container/exec/target.h"

#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "helper/common/cgroup.h"
#include "helper/common/procstat.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

int target_ended(const char *group, const char *container, Failure *failure)
{
        failure_set(failure, EXIT_SETUP_PROCESS, 0, "container %s of group %s has ended", container, group);
        return -ESRCH;
}

bool target_is_gone(int pidfd, int patience_ms)
{
        struct pollfd wait = {.fd = pidfd, .events = POLLIN};
        return poll(&wait, 1, patience_ms) != 0;
}

/* Whether PATH ends in the control group of the slice of GROUP with UNIT in it. */
static int is_in(const char *path, const char *group, const char *unit)
{
        _cleanup_strbuf_ StrBuf end = {};
        strbuf_add(&end, "/" UNITNAME_SLICE_OF_ALL "/");
        unitname_add(ROLE_SLICE, group, NULL, &end);
        if (strbuf_addf(&end, "/%s", unit) < 0)
                return -ENOMEM;
        size_t n = strlen(path);
        return n >= end.length && streq(path + n - end.length, end.text);
}

int target_check_scope(const char *group, const char *container, Failure *failure)
{
        _cleanup_strbuf_ StrBuf path = {};
        UnitName name;
        int r = cgroup_path(0, &path);
        if (r < 0 && r != -ENOENT)
                return r;
        const char *unit = r == 0 ? strrchr(path.text, '/') : NULL;
        if (unit && unitname_parse(unit + 1, false, &name) && name.role == ROLE_SESSION &&
            streq(name.group, group) && streq(name.label, container))
                r = is_in(path.text, group, unit + 1);
        else
                r = 0;
        if (r != 0)
                return r < 0 ? r : 0;
        _cleanup_free_ char *slice = unitname_make(ROLE_SLICE, group, NULL);
        _cleanup_free_ char *scope = unitname_session(group, container, "ID");
        return failure_set(
                failure, EXIT_SETUP_SANDBOX, 0,
                "this process has not the limits of container %s: it must be started in a scope %s "
                "of %s, as \"coslice exec\" does",
                container, scope ? scope : "", slice ? slice : "");
}

/* When PID was started. 0 or -errno. */
static int read_start(pid_t pid, uint64_t *ret)
{
        char path[64];
        ProcStat stat;
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
        int r = fd >= 0 ? procstat_read(fd, &stat) : errno == ENOENT ? -ESRCH : -errno;
        if (r == 0)
                *ret = stat.start;
        return r;
}

/* 0; -ESRCH: it is another one; -EXDEV: it is somewhere else; or -errno. */
static int check(const Record *record, const char *group, const char *container)
{
        _cleanup_strbuf_ StrBuf path = {};
        _cleanup_free_ char *unit = unitname_make(ROLE_CONTAINER, group, container);
        uint64_t start = 0;
        int r = unit ? read_start(record->pid, &start) : -ENOMEM;
        if (r < 0)
                return r;
        if (procstat_ns(start) > record->seen)
                return -ESRCH;
        r = cgroup_path(record->pid, &path);
        if (r == 0)
                r = is_in(path.text, group, unit);
        return r < 0 ? r : r > 0 ? 0 : -EXDEV;
}

int target_open(const Record *record, const char *group, const char *container, Failure *failure)
{
        _cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, record->pid, 0);
        int r = fd < 0 ? -errno : check(record, group, container);
        /* What was looked at was that process as long as it lives now. While one ends, a hierarchy of v1 has
         * it at its top. */
        int patience = r == -EXDEV ? TARGET_PATIENCE_MS : 0;
        if (r == -ESRCH || (fd >= 0 && target_is_gone(fd, patience)))
                return target_ended(group, container, failure);
        if (r == -EXDEV)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "process %d of container %s is not in the control group of its unit",
                                   record->pid, container);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, -r, "look at process %d of container %s",
                                   record->pid, container)
                     : TAKE_FD(fd);
}
