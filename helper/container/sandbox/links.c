/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links to the units of running groups.
 *
 * Drop-ins of static units, those of the group and its sandbox, are not linked: systemd holds the paths of a
 * unit's drop-ins against those that it has loaded (from 257 on without its cache), and would say at each
 * command that the unit "changed on disk". Their templates have what a running group needs: the commands that
 * take it down. */
#include "helper/container/sandbox/links.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SESSIONS ".scope.d" /* folders of drop-ins of units that have no file */

/* Of one group. TARGET: what its links begin with. */
typedef struct Links {
        int fd; /* COSLICE_RUNTIME_UNITS, or a folder in it */
        char target[512];
        const char *group;
} Links;

static bool string_ends(const char *text, const char *end)
{
        size_t n = strlen(text), k = strlen(end);
        return n >= k && streq(text + n - k, end);
}

static int open_folder(int dir_fd, const char *name)
{
        int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

static int fill_target(Links *links, const char *group)
{
        int n = snprintf(links->target, sizeof links->target, COSLICE_STATE_DIR "/%s/" COSLICE_COPY "/",
                         group);
        return n < 0 || (size_t)n >= sizeof links->target ? -ENAMETOOLONG : 0;
}

static int make_link(const Links *links, const char *name)
{
        char path[1024];
        int n = snprintf(path, sizeof path, "%s%s", links->target, name);
        if (n < 0 || (size_t)n >= sizeof path)
                return -ENAMETOOLONG;
        /* What is there is not ours: it is the administrator's. */
        return symlinkat(path, links->fd, name) < 0 && errno != EEXIST ? -errno : 0;
}

static int make_below(void *context, int copy_fd, const char *name, bool folder)
{
        return folder ? 0 : make_link(context, name);
}

static int make_folder(const Links *links, int copy_fd, const char *name)
{
        Links below = {.fd = -1};
        int n = snprintf(below.target, sizeof below.target, "%s%s/", links->target, name);
        if (n < 0 || (size_t)n >= sizeof below.target)
                return -ENAMETOOLONG;
        _cleanup_close_ int from = open_folder(copy_fd, name);
        if (from < 0)
                return from;
        _cleanup_close_ int to = io_open_folder(links->fd, name, 0755);
        below.fd = to;
        return to < 0 ? to : io_each(from, make_below, &below);
}

static int make_entry(void *context, int copy_fd, const char *name, bool folder)
{
        if (!folder)
                return make_link(context, name);
        return string_ends(name, SESSIONS) ? make_folder(context, copy_fd, name) : 0;
}

int links_make(const char *group)
{
        Links links = {.fd = -1};
        int r = fill_target(&links, group);
        if (r < 0)
                return r;
        _cleanup_close_ int copy = open(links.target, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (copy < 0)
                return -errno;
        _cleanup_close_ int fd = open(COSLICE_RUNTIME_UNITS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        links.fd = fd;
        return fd < 0 ? -errno : io_each(copy, make_entry, &links);
}

static int remove_link(const Links *links, int dir_fd, const char *name)
{
        char target[1024];
        ssize_t n = readlinkat(dir_fd, name, target, sizeof target - 1);
        if (n < 0)
                return errno == EINVAL || errno == ENOENT ? 0 : -errno; /* a file; gone */
        target[n] = '\0';
        if (!string_after(target, links->target))
                return 0;
        return unlinkat(dir_fd, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

static int remove_below(void *context, int dir_fd, const char *name, bool folder)
{
        return folder ? 0 : remove_link(context, dir_fd, name);
}

/* What others have in it stays, and the folder with it. */
static int remove_folder(const Links *links, int dir_fd, const char *name)
{
        _cleanup_close_ int fd = open_folder(dir_fd, name);
        if (fd < 0)
                return fd == -ENOENT ? 0 : fd;
        int r = io_each(fd, remove_below, (void *)links);
        if (r == 0 && unlinkat(dir_fd, name, AT_REMOVEDIR) < 0 && errno != ENOTEMPTY && errno != EEXIST &&
            errno != ENOENT)
                r = -errno;
        return r;
}

static int remove_entry(void *context, int dir_fd, const char *name, bool folder)
{
        const Links *links = context;
        if (!folder)
                return remove_link(links, dir_fd, name);
        bool ours = unitname_is_of(name, links->group) && string_ends(name, SESSIONS);
        return ours ? remove_folder(links, dir_fd, name) : 0;
}

int links_remove(const char *group)
{
        Links links = {.fd = -1, .group = group};
        int r = fill_target(&links, group);
        if (r < 0)
                return r;
        _cleanup_close_ int fd = open(COSLICE_RUNTIME_UNITS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? 0 : -errno;
        return io_each(fd, remove_entry, &links);
}
