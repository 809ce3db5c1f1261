/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's side of a start. */
#include "helper/container/start/run.h"
#include "helper/container/start/binfmt.h"

#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "helper/common/mounts.h"
#include "helper/common/notify.h"
#include "helper/common/pins.h"
#include "helper/common/step.h"
#include "helper/common/syscalls.h"
#include "helper/container/start/channel.h"
#include "helper/container/start/child.h"
#include "helper/container/start/envfiles.h"
#include "helper/container/start/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <syslog.h>

#define INIT_PROGRAM "/usr/bin/catatonit"

/* What a payload says goes into the stream that systemd has opened, its errors into one with a priority of
 * their own. A descriptor, or < 0 if the inherited one serves: without journald, or if it leads elsewhere. */
static int open_error_stream(const RunRequest *request)
{
        char identifier[256];
        if (!stream_is(STDERR_FILENO, getenv("JOURNAL_STREAM")))
                return -1;
        snprintf(identifier, sizeof identifier, "%s/%s", request->group, request->container);
        _cleanup_free_ char *unit = unitname_make(ROLE_CONTAINER, request->group, request->container);
        return unit ? stream_open(identifier, unit, LOG_ERR) : -ENOMEM;
}

/* What executes the payload, by way of a read-only mount of its own: a payload that reaches it through
 * /proc/1/exe can't write to it. */
static int open_launch(bool init, int *ret, Failure *failure)
{
        const char *path = init ? INIT_PROGRAM : COSLICE_LAUNCH;
        int fd = mount_clone(AT_FDCWD, path, false, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
                             MS_PRIVATE);
        if (fd == -ENOENT && init)
                return failure_set(failure, EXIT_NOT_FOUND, 0,
                                   "RunInit=yes needs " INIT_PROGRAM ": install the package catatonit");
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -fd, "open %s", path);
        *ret = fd;
        return 0;
}

/* What of the group's sandbox a start takes: the namespaces first, so that a group without any pins is not
 * taken for one without a volume. */
enum { SHARE_NET, SHARE_IPC, SHARE_INPUTS }; /* the operations' inputs, from there on by index */

typedef struct Shares {
        int *fds;
        size_t n;
} Shares;

static void shares_done(Shares *shares)
{
        for (size_t i = 0; i < shares->n; i++)
                closep(shares->fds + i);
        free(shares->fds);
}

/* All in one go: each way into the namespace of pins and back is four system calls. */
static int open_shares(const RunRequest *request, const Operations *operations, Shares *shares,
                       Failure *failure)
{
        size_t n = SHARE_INPUTS + operations->n_inputs;
        _cleanup_free_ PinUse *uses = calloc(n, sizeof *uses);
        shares->fds = calloc(n, sizeof *shares->fds);
        if (!uses || !shares->fds)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "join the group");
        uses[SHARE_NET] = (PinUse){.name = PIN_NET};
        uses[SHARE_IPC] = (PinUse){.name = PIN_IPC};
        for (size_t i = 0; i < operations->n_inputs; i++) {
                const Input *input = operations->inputs + i;
                uses[SHARE_INPUTS + i] = (PinUse){.name = input->pin,
                                                  .sub = input->sub,
                                                  .attributes = input->attributes,
                                                  .clone = true};
        }
        shares->n = n;
        return pins_open(request->group, uses, n, shares->fds, failure);
}

static int join(const Shares *shares, const char *group, Failure *failure)
{
        if (setns(shares->fds[SHARE_NET], CLONE_NEWNET) < 0 ||
            setns(shares->fds[SHARE_IPC], CLONE_NEWIPC) < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, errno, "join the namespaces of group %s",
                                   group);
        return 0;
}

/* The child is a child of our parent, systemd, from the first moment on; its PIDFD is what we hold it by. */
static int start_child(const Start *start, int parent_end, int *ret_pidfd, pid_t *ret_pid, Failure *failure)
{
        int pidfd = -1;
        struct clone_args args = {
                .flags = CLONE_PARENT | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP |
                         CLONE_PIDFD,
                .pidfd = (uintptr_t)&pidfd,
        };
        pid_t pid = sys_clone3(&args, sizeof args);
        if (pid < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "start a process in new namespaces");
        if (pid == 0) {
                close(parent_end); /* so that the end of the helper is seen */
                child_run(start);
        }
        *ret_pidfd = pidfd;
        *ret_pid = pid;
        return 0;
}

/* READY, the barrier, and go. */
static int let_go(const Start *start, int notify_fd, int channel_fd, pid_t pid, Failure *failure)
{
        step_set(start->step, "wait until systemd has read that the container runs");
        int r = notify_ready(notify_fd, pid);
        if (r == 0)
                r = notify_barrier(notify_fd);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_NOTIFY, -r, "tell systemd that the container runs");
        /* What becomes of us from here on has nothing to do with how the container ends. */
        step_set(start->step, "");
        r = channel_say_go(channel_fd);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, -r, "let the container go") : 0;
}

static int supervise(Start *start, int notify_fd, Failure *failure)
{
        _cleanup_close_ int parent_end = -1, child_end = -1, pidfd = -1;
        pid_t pid = -1;
        int r = channel_open(&parent_end, &child_end);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "open a socket pair");
        start->channel_fd = child_end;
        r = start_child(start, parent_end, &pidfd, &pid, failure);
        if (r < 0)
                return r;
        close(TAKE_FD(child_end));
        r = channel_wait_ready(parent_end, start->step, failure);
        if (r == 0)
                r = let_go(start, notify_fd, parent_end, pid, failure);
        if (r < 0)
                (void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
        return r;
}

static int run_planned(const RunRequest *request, Start *start, int notify_fd, Failure *failure)
{
        _cleanup_close_ int launch = -1, errors = open_error_stream(request);
        _cleanup_(shares_done) Shares shares = {};
        start->stderr_fd = errors;
        int r = open_launch(request->init, &launch, failure);
        start->launch_fd = launch;
        step_set(start->step, "join the namespaces of the group");
        if (r == 0)
                r = open_shares(request, start->operations, &shares, failure);
        if (r == 0)
                r = join(&shares, request->group, failure);
        step_set(start->step, "start a process in new namespaces");
        if (r < 0)
                return r;
        start->input_fds = shares.fds + SHARE_INPUTS;
        return supervise(start, notify_fd, failure);
}

static int run_stepwise(const RunRequest *request, char *step, int notify_fd, Failure *failure)
{
        _cleanup_operations_ Operations operations = {};
        _cleanup_strvec_ StrVec file_environment = {};
        Start start = {.request = request,
                       .operations = &operations,
                       .file_environment = &file_environment,
                       .rules.request = request,
                       .step = step};
        step_set(step, "prepare the start");
        /* Before anything of the group is joined: from then on a process in there could look at us. */
        if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, errno, "forbid to be traced");
        if (stat("/proc/self/exe", &start.rules.helper) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "find the helper's own file");
        start.rules.binfmt = binfmt_has_formats();
        if (operations_plan(request, &operations) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "plan the root file system");
        step_set(step, "read the environment files");
        int r = envfiles_read(&request->env_files, &request->untrusted, &file_environment, failure);
        step_set(step, "open the log stream and the program that executes the payload");
        return r < 0 ? r : run_planned(request, &start, notify_fd, failure);
}

int run(const RunRequest *request, int notify_fd, Failure *failure)
{
        char *step;
        if (step_begin(request->group, request->container, &step) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "share memory with the child");
        int r = run_stepwise(request, step, notify_fd, failure);
        step_end(step, request->group, request->container);
        return r;
}
