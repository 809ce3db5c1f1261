/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is left in the control groups of containers. */
#include "helper/common/remains.h"

#include "core/contract/unitname.h"
#include "core/io/io.h"
#include "helper/common/cgroup.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATIENCE_MS 3000
#define PAUSE_MS    20
#define DEPTH_MAX   8 /* of control groups that a payload has made below its own */

/* What is looked for, and found. */
typedef struct Search {
        const char *group;
        unsigned depth;
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

/* The first process of the control group that is not this one: 1, 0 or -errno. */
static int find_in_list(int cgroup_fd, Remains *ret)
{
        char list[64]; /* two numbers are enough */
        int r = textfile_read_kernels(cgroup_fd, "cgroup.procs", list, sizeof list);
        if (r < 0)
                return unless_gone(-r);
        for (char *line = list, *end; *line; line = end + strspn(end, "\n")) {
                pid_t pid = (pid_t)strtol(line, &end, 10);
                if (end == line)
                        return -EBADMSG;
                if (pid == getpid() || pid == 0)
                        continue;
                ret->pid = pid;
                fill_name(pid, ret->name, sizeof ret->name);
                return 1;
        }
        return 0;
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
        int r = find_in_list(fd, search->found);
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

int remains_find(const char *group, const char *container, Remains *ret)
{
        _cleanup_strbuf_ StrBuf unit = {};
        Search search = {.group = group, .found = ret};
        _cleanup_close_ int slice = open_slice(group);
        if (slice < 0)
                return unless_gone(-slice);
        if (!container)
                return io_each(slice, find_in_unit, &search);
        int r = unitname_add(ROLE_CONTAINER, group, container, &unit);
        return r < 0 ? r : find_in_unit(&search, slice, unit.text, true);
}

int remains_wait(const char *group, const char *container, IoStep step, void *context, Remains *ret)
{
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
        for (unsigned waited = 0;; waited += PAUSE_MS) {
                int r = remains_find(group, container, ret);
                if (r <= 0 || waited >= PATIENCE_MS)
                        return r;
                step(context);
                nanosleep(&pause, NULL);
        }
}
