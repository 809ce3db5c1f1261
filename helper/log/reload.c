/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a pipe is read shows when it is opened to write; one that is a container's already can't be opened
 * by who has no capability, and was read when that was started. */
#include "helper/log/reload.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#define TRY_NSEC (20 * 1000000L)
#define TRIES    500 /* ten seconds: it is about to be killed, or started anew, where that isn't enough */

/* An IoEach. 0; 1: nobody reads it; or -errno. */
static int is_unread(void *context, int dir_fd, const char *name, bool is_folder)
{
        _cleanup_close_ int fd =
                openat(dir_fd, name, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
        return fd < 0 && errno == ENXIO;
}

static int wait_for_reader(const char *group)
{
        char path[sizeof COSLICE_LOG_DIR "/" + LABEL_MAX];
        snprintf(path, sizeof path, COSLICE_LOG_DIR "/%s", group);
        _cleanup_close_ int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (folder < 0)
                return -errno;
        for (int i = 0; i < TRIES; i++) {
                int r = io_each(folder, is_unread, NULL);
                if (r <= 0)
                        return r;
                nanosleep(&(const struct timespec){.tv_nsec = TRY_NSEC}, NULL);
        }
        return -ETIMEDOUT;
}

int reload_pipes(const char *group, Failure *failure)
{
        const char *word = getenv("MAINPID");
        uint64_t pid;
        if (!word || number_parse(word, INT32_MAX, &pid) != 0 || pid == 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "--reload is of the unit: systemctl reload coslice-log@%s", group);
        int r = kill((pid_t)pid, SIGHUP) < 0 ? -errno : wait_for_reader(group);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, -r, "have the pipes of group %s read", group)
                     : 0;
}
