/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine's part of the host's control groups. */
#include "tests/lab/nested/cgroups.h"

#include "tests/lab/nested/report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MOUNT_POINT "/sys/fs/cgroup"
#define PREFIX      "coslice-lab."

static int write_at(int dir_fd, const char *path, const char *text)
{
        _cleanup_close_ int fd = openat(dir_fd, path, O_WRONLY | O_CLOEXEC);
        if (fd < 0 || write(fd, text, strlen(text)) < 0)
                return -errno;
        return 0;
}

static int read_at(int dir_fd, const char *path, size_t size, char *ret_text)
{
        _cleanup_close_ int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : read(fd, ret_text, size - 1);
        if (n < 0)
                return -errno;
        ret_text[n] = '\0';
        return 0;
}

/* Removes a cgroup and all below it, as far as they are empty. */
static void remove_tree(int dir_fd, const char *name)
{
        int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return;
        DIR *dir = fdopendir(fd);
        if (!dir) {
                close(fd);
                return;
        }
        for (struct dirent *entry; (entry = readdir(dir));)
                if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
                    strcmp(entry->d_name, "..") != 0)
                        remove_tree(fd, entry->d_name);
        closedir(dir);
        unlinkat(dir_fd, name, AT_REMOVEDIR);
}

/* A lab killed by SIGKILL takes its machine along, but nobody removes its empty cgroups. */
static void sweep(int parent_fd)
{
        int fd = openat(parent_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *dir = fd < 0 ? NULL : fdopendir(fd);
        if (!dir)
                return;
        for (struct dirent *entry; (entry = readdir(dir));) {
                if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0)
                        continue;
                pid_t pid = (pid_t)atol(entry->d_name + strlen(PREFIX));
                if (pid > 0 && kill(pid, 0) < 0 && errno == ESRCH)
                        remove_tree(parent_fd, entry->d_name);
        }
        closedir(dir);
}

/* Where the hierarchy is mounted; controllers as in /proc/self/cgroup. */
static int hierarchy_mount(const char *controllers, bool host_v2, size_t size, char *ret_path)
{
        const char *name = controllers;
        if (!*controllers)
                name = host_v2 ? "" : "unified";
        else if (strncmp(controllers, "name=", 5) == 0)
                name = controllers + 5;
        return snprintf(ret_path, size, "%s/%s", MOUNT_POINT, name) < (int)size ? 0 : -ENAMETOOLONG;
}

/* Our own cgroup. In a container its path can be one of the host that is not seen here: then what is mounted
 * is the cgroup itself. -ENOENT: the hierarchy isn't mounted. */
static int open_own(const char *mount, const char *path)
{
        char own[4096];
        if (snprintf(own, sizeof own, "%s%s", mount, path) >= (int)sizeof own)
                return -ENAMETOOLONG;
        int fd = open(own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                fd = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* A child of a cpuset starts without CPUs and memory nodes, and then takes no process. */
static void copy_cpuset(int parent_fd, const char *name)
{
        static const char *const files[] = {"cpuset.cpus", "cpuset.mems"};
        char path[128], value[512];
        snprintf(path, sizeof path, "%s/cgroup.clone_children", name);
        write_at(parent_fd, path, "1");
        for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
                snprintf(path, sizeof path, "%s/%s", name, files[i]);
                if (read_at(parent_fd, files[i], sizeof value, value) == 0)
                        write_at(parent_fd, path, value);
        }
}

/* Each controller of the cgroup for its children: switched on with '+', off with '-'. */
static int switch_controllers(int fd, char sign)
{
        char list[1024], *state = NULL;
        int r = read_at(fd, "cgroup.controllers", sizeof list, list);
        for (char *c = r < 0 ? NULL : strtok_r(list, " \n", &state); c; c = strtok_r(NULL, " \n", &state)) {
                char word[64];
                snprintf(word, sizeof word, "%c%s", sign, c);
                int q = write_at(fd, "cgroup.subtree_control", word);
                r = r < 0 ? r : q;
        }
        return r;
}

static void step_back(const Hierarchy *h, const char *aside)
{
        switch_controllers(h->parent_fd, '-');
        if (write_at(h->parent_fd, "cgroup.procs", "0") == 0)
                unlinkat(h->parent_fd, aside, AT_REMOVEDIR);
}

/* v2 gives controllers to the children of a cgroup only if it has no processes of its own, so on a systemd
 * host (where the lab runs in a delegated scope) we step aside into a child. Where others share the cgroup,
 * or it isn't ours, the machine boots without controllers. */
static void enable_controllers(Hierarchy *h, const char *aside)
{
        char path[128];
        if (faccessat(h->parent_fd, "cgroup.type", F_OK, 0) < 0) { /* the root may have both */
                switch_controllers(h->parent_fd, '+');
                return;
        }
        snprintf(path, sizeof path, "%s/cgroup.procs", aside);
        if (mkdirat(h->parent_fd, aside, 0755) < 0)
                return;
        if (write_at(h->parent_fd, path, "0") == 0 && switch_controllers(h->parent_fd, '+') == 0)
                h->stepped_aside = true;
        else
                step_back(h, aside);
}

static int add(Cgroups *c, const char *controllers, const char *path, bool host_v2)
{
        char mount[256];
        int r = hierarchy_mount(controllers, host_v2, sizeof mount, mount);
        if (r < 0)
                return r;
        int fd = open_own(mount, path);
        if (fd < 0)
                return fd == -ENOENT ? 0 : report_errno(fd, "%s%s", mount, path);
        Hierarchy *h = c->items + c->n++;
        h->parent_fd = fd;
        h->controllers = strdup(controllers);
        if (!h->controllers)
                return -ENOMEM;
        sweep(fd);
        if (host_v2)
                enable_controllers(h, c->aside);
        if (mkdirat(fd, c->name, 0755) < 0)
                return report_errno(-errno, "can't make the cgroup %s%s/%s", mount, path, c->name);
        if (strstr(controllers, "cpuset"))
                copy_cpuset(fd, c->name);
        return 0;
}

static int add_line(Cgroups *c, char *line, bool host_v2)
{
        char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path || c->n == ARRAY_SIZE(c->items))
                return -EPROTO;
        *path++ = '\0';
        path[strcspn(path, "\n")] = '\0';
        controllers++;
        if (c->v2 && *controllers)
                return 0;
        return add(c, controllers, strcmp(path, "/") == 0 ? "" : path, host_v2);
}

int cgroups_make(bool v2_alone, Cgroups *ret_cgroups)
{
        _cleanup_cgroups_ Cgroups c = {};
        bool host_v2 = access(MOUNT_POINT "/cgroup.controllers", F_OK) == 0;
        _cleanup_free_ char *line = NULL;
        size_t size = 0;
        int r = 0;
        c.v2 = v2_alone || host_v2;
        snprintf(c.name, sizeof c.name, PREFIX "%d", getpid());
        snprintf(c.aside, sizeof c.aside, PREFIX "%d.aside", getpid());
        FILE *file = fopen("/proc/self/cgroup", "re");
        if (!file)
                return report_errno(-errno, "/proc/self/cgroup");
        while (r == 0 && getline(&line, &size, file) > 0)
                r = add_line(&c, line, host_v2);
        fclose(file);
        if (r == 0 && c.n == 0)
                r = report_errno(-ENOENT, "no control groups in " MOUNT_POINT);
        if (r < 0)
                return r;
        *ret_cgroups = c;
        c = (Cgroups){};
        return 0;
}

int cgroups_enter(const Cgroups *c, const char *child)
{
        char path[256];
        for (size_t i = 0; i < c->n; i++) {
                snprintf(path, sizeof path, "%s%s%s", c->name, child ? "/" : "", child ? child : "");
                if (child && mkdirat(c->items[i].parent_fd, path, 0755) < 0 && errno != EEXIST)
                        return -errno;
                strcat(path, "/cgroup.procs");
                int r = write_at(c->items[i].parent_fd, path, "0");
                if (r < 0)
                        return r;
        }
        return 0;
}

int cgroups_remove(const Cgroups *c)
{
        for (size_t i = 0; i < c->n; i++) {
                int tries = 100;
                while (faccessat(c->items[i].parent_fd, c->name, F_OK, 0) == 0) {
                        remove_tree(c->items[i].parent_fd, c->name);
                        if (faccessat(c->items[i].parent_fd, c->name, F_OK, 0) < 0)
                                break;
                        if (tries-- == 0)
                                return -EBUSY;
                        usleep(10000);
                }
        }
        return 0;
}

void cgroups_done(Cgroups *c)
{
        if (cgroups_remove(c) < 0)
                report("the cgroup %s can't be removed", c->name);
        for (size_t i = 0; i < c->n; i++) {
                if (c->items[i].stepped_aside)
                        step_back(c->items + i, c->aside);
                free(c->items[i].controllers);
                close(c->items[i].parent_fd);
        }
        *c = (Cgroups){};
}
