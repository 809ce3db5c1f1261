/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is left in the control groups of containers. */
#include "helper/remains.h"

#include "core/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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

/* The name of process PID; "?" if it has none any more. */
static void fill_name(pid_t pid, char *ret, size_t size)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/comm", pid);
        snprintf(ret, size, "?");
        FILE *f = fopen(path, "re");
        if (f && fgets(ret, (int)size, f))
                ret[strcspn(ret, "\n")] = '\0';
        if (f)
                fclose(f);
}

/* The first process of the control group that is not this one: 1, or 0. */
static int find_in_list(int cgroup_fd, Remains *ret)
{
        int fd = openat(cgroup_fd, "cgroup.procs", O_RDONLY | O_CLOEXEC), pid;
        FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
        if (!f) {
                closep(&fd);
                return 0;
        }
        int found = 0;
        while (!found && fscanf(f, "%d", &pid) == 1)
                found = pid != getpid();
        fclose(f);
        if (!found)
                return 0;
        ret->pid = pid;
        fill_name(pid, ret->name, sizeof ret->name);
        return 1;
}

static int find_below(void *context, int dir_fd, const char *name, bool folder)
{
        Search *search = context;
        if (!folder || search->depth == DEPTH_MAX)
                return 0;
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return 0;
        search->depth++;
        int r = find_in_list(fd, search->found);
        if (r == 0)
                r = io_each(fd, find_below, search);
        search->depth--;
        return r;
}

/* An entry of the group's slice: scopes and others' units in it are none of the stop's business. */
static int find_in_unit(void *context, int dir_fd, const char *name, bool folder)
{
        Search *search = context;
        const char *label = string_after(name, "coslice@");
        label = label ? string_after(label, search->group) : NULL;
        label = label ? string_after(label, "_") : NULL;
        size_t n = label ? string_before(label, ".service") : 0;
        if (n == 0 || n > LABEL_MAX)
                return 0;
        snprintf(search->found->container, sizeof search->found->container, "%.*s", (int)n, label);
        return find_below(search, dir_fd, name, folder);
}

/* Where systemd's control groups are mounted, and what is above coslice.slice, which this process's own line
 * tells. That of a hierarchy of v1 can be there without its mount. */
static void add_top(StrBuf *path)
{
        bool unified = access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
        const char *mark = unified ? "0::" : ":name=systemd:";
        char *line = NULL;
        size_t space = 0;
        FILE *f = fopen("/proc/self/cgroup", "re");
        strbuf_add(path, unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/systemd");
        while (f && getline(&line, &space, f) >= 0) {
                const char *found = strstr(line, mark);
                if (!found || (unified && found != line))
                        continue;
                found += strlen(mark);
                const char *slice = strstr(found, "/coslice.slice/");
                if (slice)
                        strbuf_add_bytes(path, found, (size_t)(slice - found));
                break;
        }
        free(line);
        if (f)
                fclose(f);
}

static int open_slice(const char *group)
{
        _cleanup_strbuf_ StrBuf path = {};
        add_top(&path);
        strbuf_add(&path, "/coslice.slice/coslice-");
        label_add_escaped(&path, group);
        int r = strbuf_add(&path, ".slice");
        if (r < 0)
                return r;
        int fd = open(path.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

bool remains_find(const char *group, const char *container, Remains *ret)
{
        _cleanup_strbuf_ StrBuf unit = {};
        Search search = {.group = group, .found = ret};
        _cleanup_close_ int slice = open_slice(group);
        if (slice < 0)
                return false;
        if (!container)
                return io_each(slice, find_in_unit, &search) > 0;
        return strbuf_addf(&unit, "coslice@%s_%s.service", group, container) == 0 &&
               find_in_unit(&search, slice, unit.text, true) > 0;
}

bool remains_wait(const char *group, const char *container, IoStep step, void *context, Remains *ret)
{
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
        for (unsigned waited = 0; remains_find(group, container, ret); waited += PAUSE_MS) {
                if (waited >= PATIENCE_MS)
                        return true;
                step(context);
                nanosleep(&pause, NULL);
        }
        return false;
}
