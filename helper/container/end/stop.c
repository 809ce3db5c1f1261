/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The signal is that of the record of the start, and not what the image or the unit say meanwhile; and so is
 * the process, since a payload may tell systemd of another one. */
#include "helper/container/end/stop.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "helper/common/running.h"
#include "helper/common/textfile.h"
#include "helper/container/exec/target.h"
#include "helper/container/record/record.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>

/* Where there is no record, what systemd takes for the main process, which is held against the unit's control
 * group as well. */
static int read_main_process(Record *ret)
{
        const char *word = getenv("MAINPID");
        uint64_t pid;
        if (!word || number_parse(word, INT32_MAX, &pid) != 0 || pid == 0)
                return -ENOENT;
        ret->pid = (pid_t)pid;
        ret->seen = UINT64_MAX;
        return 0;
}

static int read_record(const StopRequest *request, Record *ret)
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = running_open(request->group, request->container);
        int r = fd < 0 ? fd : textfile_read(fd, RECORD_MAX, &text, &size);
        if (r == 0)
                r = record_read(text, size, ret);
        return r == -ENOENT ? read_main_process(ret) : r;
}

static int wait_for_end(int pidfd)
{
        struct pollfd end = {.fd = pidfd, .events = POLLIN};
        while (poll(&end, 1, -1) < 0)
                if (errno != EINTR)
                        return -errno;
        return 0;
}

int stop(const StopRequest *request, Failure *failure)
{
        _cleanup_record_ Record record = {};
        int r = read_record(request, &record);
        if (r == -ENOENT) /* nothing was started, or it was cleaned up */
                return 0;
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "read the record of container %s of group %s", request->container,
                                   request->group);
        _cleanup_close_ int pidfd = target_open(&record, request->group, request->container, failure);
        if (pidfd < 0)
                return pidfd == -ESRCH ? 0 : pidfd;
        int signal = record.stop_signal > 0 ? record.stop_signal : SIGTERM;
        if (syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0)
                return errno == ESRCH ? 0
                                      : failure_set(failure, EXIT_SETUP_PROCESS, errno,
                                                    "send signal %d to process %d of container %s", signal,
                                                    record.pid, request->container);
        r = wait_for_end(pidfd);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, -r, "wait for the end of container %s",
                                   request->container)
                     : 0;
}
