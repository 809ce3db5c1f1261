/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/logpipes.h"

#include "core/contract/contract.h"
#include "helper/common/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#define PATH_SIZE 256

static const char *const suffixes[] = LOGPIPE_SUFFIXES;

static void fill_path(const char *group, const char *container, const char *suffix, char *ret)
{
        snprintf(ret, PATH_SIZE, COSLICE_LOG_DIR "/%s/%s%s", group, container, suffix);
}

void logpipes_done(LogPipes *pipes)
{
        for (size_t i = 0; i < _LOGPIPE_MAX; i++)
                closep(pipes->fds + i);
        *pipes = (LogPipes)LOGPIPES_NULL;
}

int logpipes_make(const char *group, const char *container, Failure *failure)
{
        char path[PATH_SIZE];
        _cleanup_close_ int folder = state_open(COSLICE_LOG_DIR, group);
        if (folder < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -folder, "make " COSLICE_LOG_DIR "/%s", group);
        for (size_t i = 0; i < _LOGPIPE_MAX; i++) {
                fill_path(group, container, suffixes[i], path);
                if (mkfifo(path, 0600) < 0 && errno != EEXIST)
                        return failure_set(failure, EXIT_SETUP_STATE, errno, "make the pipe %s", path);
        }
        return 0;
}

int logpipes_remove(const char *group, Failure *failure)
{
        int r = state_remove(COSLICE_LOG_DIR, group, NULL, NULL);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "remove " COSLICE_LOG_DIR "/%s", group) : 0;
}

int logpipes_open(const char *group, const char *container, LogPipes *ret)
{
        LogPipes pipes = LOGPIPES_NULL;
        char path[PATH_SIZE];
        int r = 0;
        for (size_t i = 0; i < _LOGPIPE_MAX && r == 0; i++) {
                fill_path(group, container, suffixes[i], path);
                /* So that it doesn't wait for a reader. */
                pipes.fds[i] = open(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
                if (pipes.fds[i] < 0 || fcntl(pipes.fds[i], F_SETFL, O_WRONLY) < 0)
                        r = -errno;
        }
        if (r < 0)
                logpipes_done(&pipes);
        else
                *ret = pipes;
        return r;
}

int logpipes_give(const LogPipes *pipes, uid_t uid)
{
        for (size_t i = 0; i < _LOGPIPE_MAX; i++)
                if (pipes->fds[i] >= 0 &&
                    (fchown(pipes->fds[i], uid, 0) < 0 || fchmod(pipes->fds[i], 0640) < 0))
                        return -errno;
        return 0;
}
