/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is left in the control groups of containers. */
#include "helper/common/remains.h"

#include "core/contract/unitname.h"
#include "core/io/io.h"
#include "helper/common/cgroup.h"
#include "helper/common/procstat.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

#define PATIENCE_MS 3000
#define PAUSE_MS    20
#define DEPTH_MAX   8 /* of control groups that a payload has made below its own */

/* What is looked for, and found. */
typedef struct Search {
        const char *group, *container;
        const char *unit; /* whose control group it is in */
        unsigned depth;
        bool inside; /* of a session: the helper of it, which is not in the container, is none */
        bool kill;   /* what is found, but for this process */
        Remains *found;
} Search;

/* A control group may go away while it is looked at; then nothing is left in it. */
static int unless_gone(int error)
{
        return error == ENOENT || error == ENODEV ? 0 : -error;
}

/* The name of process PID; "?" if it has none any more. */
static void fill_name(pid_t pid, char *ret, size_t size)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/comm", pid);
        if (textfile_read_kernels(AT_FDCWD, path, ret, size) < 0)
                snprintf(ret, size, "?");
        ret[strcspn(ret, "\n")] = '\0';
}

/* Whether process PID is not in this one's process namespace. One that has gone is in none. */
static bool is_inside(pid_t pid)
{
        char path[64];
        struct stat its, own;
        snprintf(path, sizeof path, "/proc/%d/ns/pid", pid);
        return stat(path, &its) == 0 && stat("/proc/self/ns/pid", &own) == 0 &&
               (its.st_ino != own.st_ino || its.st_dev != own.st_dev);
}

/* As many as a page or two hold: who kills comes again. */
#define LIST_SIZE 8192

/* The first process of the control group that is not this one: 1, 0 or -errno. */
static int find_in_list(const Search *search, int cgroup_fd)
{
        char list[LIST_SIZE];
        Remains *ret = search->found;
        int r = textfile_read_kernels(cgroup_fd, "cgroup.procs", list, search->inside ? sizeof list : 64);
        if (r < 0)
                return unless_gone(-r);
        for (char *line = list, *end; *line; line = end + strspn(end, "\n")) {
                pid_t pid = (pid_t)strtol(line, &end, 10);
                if (end == line)
                        return -EBADMSG;
                if (pid == getpid() || pid == 0 || (search->inside && !is_inside(pid)))
                        continue;
                ret->pid = pid;
                fill_name(pid, ret->name, sizeof ret->name);
                return 1;
        }
        return 0;
}

/* Whether PATH is a control group of UNIT, or below one. */
static bool is_of(const char *path, const char *unit)
{
        size_t n = strlen(unit);
        for (const char *at = path; (at = strchr(at, '/'));) {
                at++;
                if (strncmp(at, unit, n) == 0 && (at[n] == '/' || at[n] == '\0'))
                        return true;
        }
        return false;
}

/* A number alone may be another process's by now: it is held first, and then it is looked at whose it is. */
static int kill_one(pid_t pid, const char *unit)
{
        _cleanup_strbuf_ StrBuf path = {};
        _cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, pid, 0);
        int r = fd < 0 ? -errno : cgroup_path(pid, &path);
        if (r < 0)
                return r == -ESRCH || r == -ENOENT ? 0 : r;
        if (!is_of(path.text, unit))
                return 0;
        return syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0) < 0 && errno != ESRCH ? -errno : 0;
}

static int kill_in_list(const Search *search, int cgroup_fd)
{
        char list[LIST_SIZE];
        int r = textfile_read_kernels(cgroup_fd, "cgroup.procs", list, sizeof list);
        if (r < 0)
                return unless_gone(-r);
        for (char *line = list, *end; (end = strchr(line, '\n')) && r == 0; line = end + 1) {
                pid_t pid = (pid_t)strtol(line, NULL, 10);
                if (pid > 0 && pid != getpid() && (!search->inside || is_inside(pid)))
                        r = kill_one(pid, search->unit);
        }
        return r;
}

static int find_below(void *context, int dir_fd, const char *name, bool folder)
{
        Search *search = context;
        if (!folder || search->depth == DEPTH_MAX)
                return 0;
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return unless_gone(errno);
        search->depth++;
        int r = search->kill ? kill_in_list(search, fd) : find_in_list(search, fd);
        if (r == 0)
                r = io_each(fd, find_below, search);
        search->depth--;
        return r < 0 ? unless_gone(-r) : r;
}

/* An entry of the group's slice: scopes and others' units in it are none of the stop's business. */
static int find_in_unit(void *context, int dir_fd, const char *name, bool folder)
{
        Search *search = context;
        const char *label;
        size_t n;
        if (unitname_role(name, search->group, &label, &n) != ROLE_CONTAINER || n > LABEL_MAX)
                return 0;
        snprintf(search->found->container, sizeof search->found->container, "%.*s", (int)n, label);
        search->unit = name;
        return find_below(search, dir_fd, name, folder);
}

/* The same for sessions of the container. */
static int find_in_session(void *context, int dir_fd, const char *name, bool folder)
{
        Search *search = context;
        UnitName parsed;
        if (!folder || !unitname_parse(name, false, &parsed) || parsed.role != ROLE_SESSION ||
            !streq(parsed.group, search->group) || !streq(parsed.label, search->container))
                return 0;
        search->unit = name;
        return find_below(search, dir_fd, name, folder);
}

/* Where systemd's control groups are mounted, and what is above coslice.slice there. */
static int add_top(StrBuf *path)
{
        _cleanup_strbuf_ StrBuf own = {};
        const char *top;
        int r = cgroup_top(&top);
        if (r == 0)
                r = cgroup_path(0, &own);
        if (r < 0 && r != -ENOENT)
                return r;
        strbuf_add(path, top);
        const char *slice = r == 0 ? strstr(own.text, "/" UNITNAME_SLICE_OF_ALL "/") : NULL;
        return slice ? strbuf_add_bytes(path, own.text, (size_t)(slice - own.text)) : path->oom ? -ENOMEM : 0;
}

static int open_slice(const char *group)
{
        _cleanup_strbuf_ StrBuf path = {};
        int r = add_top(&path);
        if (r < 0)
                return r;
        strbuf_add(&path, "/" UNITNAME_SLICE_OF_ALL "/");
        r = unitname_add(ROLE_SLICE, group, NULL, &path);
        if (r < 0)
                return r;
        int fd = open(path.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* One look, at CONTAINER alone if it isn't NULL. */
static int look(Search *search)
{
        _cleanup_strbuf_ StrBuf unit = {};
        _cleanup_close_ int slice = open_slice(search->group);
        if (slice < 0)
                return unless_gone(-slice);
        if (search->inside)
                return io_each(slice, find_in_session, search);
        if (!search->container)
                return io_each(slice, find_in_unit, search);
        int r = unitname_add(ROLE_CONTAINER, search->group, search->container, &unit);
        return r < 0 ? r : find_in_unit(search, slice, unit.text, true);
}

int remains_find(const char *group, const char *container, Remains *ret)
{
        return look(&(Search){.group = group, .container = container, .found = ret});
}

/* Waits until SEARCH finds nothing. */
static int wait_for(const Search *search, bool kill, IoStep step, void *context)
{
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
        for (unsigned waited = 0;; waited += PAUSE_MS) {
                Search find = *search, end = *search;
                end.kill = kill;
                int r = look(&find);
                if (r <= 0 || waited >= PATIENCE_MS)
                        return r;
                r = kill ? look(&end) : 0;
                if (r < 0)
                        return r;
                step(context);
                nanosleep(&pause, NULL);
        }
}

int remains_wait(const char *group, const char *container, IoStep step, void *context, Remains *ret)
{
        return wait_for(&(Search){.group = group, .container = container, .found = ret}, false, step,
                        context);
}

int remains_kill(const char *group, const char *container, IoStep step, void *context, Remains *ret)
{
        Search search = {.group = group, .container = container, .found = ret};
        int r = wait_for(&search, true, step, context);
        if (r != 0)
                return r;
        search.inside = true;
        return wait_for(&search, true, step, context);
}

/* The container of GROUP that process PID is in, also by a session of it. 1, 0 or -errno. */
static int find_container(const char *group, pid_t pid, char *ret, size_t size)
{
        _cleanup_strbuf_ StrBuf path = {};
        UnitName name;
        int r = cgroup_path(pid, &path);
        if (r < 0)
                return r == -ESRCH || r == -ENOENT ? 0 : r;
        for (char *rest = path.text, *word; (word = strsep(&rest, "/"));)
                if (unitname_parse(word, false, &name) && streq(name.group, group) &&
                    (name.role == ROLE_CONTAINER || name.role == ROLE_SESSION)) {
                        snprintf(ret, size, "%s", name.label);
                        return is_inside(pid);
                }
        return 0;
}

int remains_kill_tracer(const char *group, pid_t pid, Remains *ret)
{
        pid_t tracer, again;
        int r = procstat_tracer(pid, &tracer);
        if (r <= 0)
                return r;
        /* As in kill_one(): held first. */
        _cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, tracer, 0);
        if (fd < 0)
                return errno == ESRCH ? 0 : -errno;
        r = find_container(group, tracer, ret->container, sizeof ret->container);
        if (r > 0)
                r = procstat_tracer(pid, &again);
        if (r <= 0 || again != tracer)
                return r < 0 ? r : 0;
        ret->pid = tracer;
        fill_name(tracer, ret->name, sizeof ret->name);
        if (syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0) < 0)
                return errno == ESRCH ? 0 : -errno;
        return 1;
}
