/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/running.h"

#include "core/contract/contract.h"
#include "helper/common/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#define PATH_SIZE 256

static void fill_path(const char *group, const char *container, char *ret)
{
        snprintf(ret, PATH_SIZE, COSLICE_RUNNING_DIR "/%s%s%s", group, container ? "/" : "",
                 container ? container : "");
}

static int open_new(const char *group)
{
        char path[PATH_SIZE];
        fill_path(group, NULL, path);
        int fd = open(path, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
        return fd < 0 ? -errno : fd;
}

int running_create(const char *group)
{
        int fd = open_new(group);
        if (fd != -ENOENT)
                return fd;
        /* The sandbox of an earlier version has made no folder. */
        _cleanup_close_ int folder = state_open(COSLICE_RUNNING_DIR, group);
        return folder < 0 ? folder : open_new(group);
}

int running_publish(int fd, const char *group, const char *container)
{
        char path[PATH_SIZE], from[64];
        fill_path(group, container, path);
        snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
        if (linkat(AT_FDCWD, from, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
                return 0;
        if (errno != EEXIST || unlink(path) < 0)
                return -errno;
        return linkat(AT_FDCWD, from, AT_FDCWD, path, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
}

int running_open(const char *group, const char *container)
{
        char path[PATH_SIZE];
        fill_path(group, container, path);
        int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

int running_remove(const char *group, const char *container, Failure *failure)
{
        char path[PATH_SIZE];
        fill_path(group, container, path);
        if (unlink(path) == 0 || errno == ENOENT)
                return 0;
        return failure_set(failure, EXIT_SETUP_STATE, errno, "remove %s", path);
}

int running_make_group(const char *group, Failure *failure)
{
        _cleanup_close_ int fd = state_open(COSLICE_RUNNING_DIR, group);
        return fd < 0 ? failure_set(failure, EXIT_SETUP_STATE, -fd, "make " COSLICE_RUNNING_DIR "/%s", group)
                      : 0;
}

int running_remove_group(const char *group, Failure *failure)
{
        int r = state_remove(COSLICE_RUNNING_DIR, group, NULL, NULL);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "remove " COSLICE_RUNNING_DIR "/%s", group)
                     : 0;
}
