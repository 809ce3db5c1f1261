/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Our directories. */
#include "helper/common/state.h"

#include "core/base/cleanup.h"
#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Units of running groups are as readable as the generator's: "systemctl cat" is for all. And names are read
 * by who answers for them. */
static mode_t mode_of(const char *path)
{
        if (streq(path, COSLICE_DNS_DIR))
                return 0755;
        return streq(path, COSLICE_RUN_DIR) || streq(path, COSLICE_STATE_DIR) ? 0711 : 0700;
}

static int open_directory(const char *path)
{
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* PATH, which is absolute, and what is missing above it: mostly nothing is. */
static int make_directory(char *path)
{
        int r = io_make_folder(path, mode_of(path));
        char *slash = strrchr(path, '/');
        if (r != -ENOENT || slash == path)
                return r;
        *slash = '\0';
        r = make_directory(path);
        *slash = '/';
        return r < 0 ? r : io_make_folder(path, mode_of(path));
}

int state_open(const char *dir, const char *name)
{
        char path[512];
        int n = snprintf(path, sizeof path, "%s%s%s", dir, name ? "/" : "", name ? name : "");
        if (n < 0 || (size_t)n >= sizeof path)
                return -ENAMETOOLONG;
        int fd = open_directory(path); /* nearly always there */
        if (fd != -ENOENT)
                return fd;
        int r = make_directory(path);
        return r < 0 ? r : open_directory(path);
}

int state_fail(const char *dir, int error, Failure *failure)
{
        if (error != EROFS)
                return failure_set(failure, EXIT_SETUP_STATE, error, "open %s", dir);
        return failure_set(
                failure, EXIT_SETUP_STATE, 0,
                "open %s: Read-only file system; if it isn't there, systemd-tmpfiles --create makes it", dir);
}

int state_remove(const char *dir, const char *name, IoStep step, void *context)
{
        _cleanup_close_ int fd = open_directory(dir);
        if (fd < 0)
                return fd == -ENOENT ? 0 : fd;
        return io_remove_tree_stepwise(fd, name, step, context);
}
