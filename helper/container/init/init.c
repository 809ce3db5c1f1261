/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's side. */
#include "helper/container/init/init.h"

#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/common/notify.h"
#include "helper/common/pins.h"
#include "helper/common/step.h"
#include "helper/common/syscalls.h"
#include "helper/container/init/first.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/start/program.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>

#define WHAT "the init"

enum { SHARE_NET, SHARE_IPC, N_SHARES };

/* What the steps share. */
typedef struct Init {
        const InitRequest *request;
        First first; /* what the child gets, which is borrowed from the others here */
        int share_fds[N_SHARES];
        int notify_fd;  /* borrowed */
        int channel_fd; /* our end */
        int proc_fd;    /* the mount that was handed over */
        int pidfd;      /* what we hold the child by, < 0: there is none, or it was let go */
        pid_t pid;
} Init;

/* A child that was not let go never runs its program, and with it its namespace is gone. */
static void init_done(Init *init)
{
        if (init->pidfd >= 0)
                (void)syscall(SYS_pidfd_send_signal, init->pidfd, SIGKILL, NULL, 0);
        closep(&init->pidfd);
        closep(&init->channel_fd);
        closep(&init->proc_fd);
        closep(&init->first.channel_fd);
        closep(&init->first.launch_fd);
        closep(&init->first.ids.fd);
        for (size_t i = 0; i < ARRAY_SIZE(init->share_fds); i++)
                closep(init->share_fds + i);
}

static int forbid_tracing(void *context, Failure *failure)
{
        return privilege_forbid_tracing();
}

static int open_program(void *context, Failure *failure)
{
        Init *init = context;
        int fd = program_open_launch(INIT_PROGRAM);
        if (fd == -ENOENT)
                return failure_set(failure, EXIT_NOT_FOUND, 0,
                                   "SharePid=yes needs " INIT_PROGRAM ": install the package catatonit");
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -fd, "open " INIT_PROGRAM);
        init->first.launch_fd = fd;
        return 0;
}

static int open_shares(void *context, Failure *failure)
{
        Init *init = context;
        static const PinUse uses[N_SHARES] = {
                [SHARE_NET] = {.name = PIN_NET}, [SHARE_IPC] = {.name = PIN_IPC}};
        return pins_open(init->request->group, uses, N_SHARES, init->share_fds, failure);
}

static int find_ids(void *context, Failure *failure)
{
        Init *init = context;
        const InitRequest *request = init->request;
        return groupids_demand(&request->userns, request->group, init->share_fds[SHARE_IPC], &init->first.ids,
                               failure);
}

static int join(void *context, Failure *failure)
{
        const Init *init = context;
        return setns(init->share_fds[SHARE_NET], CLONE_NEWNET) < 0 ||
                               setns(init->share_fds[SHARE_IPC], CLONE_NEWIPC) < 0
                       ? -errno
                       : 0;
}

static int open_channel(void *context, Failure *failure)
{
        Init *init = context;
        return channel_open(&init->channel_fd, &init->first.channel_fd);
}

static int start_first(void *context, Failure *failure)
{
        Init *init = context;
        int pidfd = -1; /* means nothing if the call fails */
        struct clone_args args = {
                .flags = CLONE_PARENT | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP |
                         CLONE_PIDFD,
                .pidfd = (uintptr_t)&pidfd,
        };
        pid_t pid = sys_clone3(&args, sizeof args);
        if (pid < 0)
                return -errno;
        if (pid == 0) {
                close(init->channel_fd); /* so that the end of the helper is seen */
                first_run(&init->first);
        }
        init->pidfd = pidfd;
        init->pid = pid;
        close(TAKE_FD(init->first.channel_fd)); /* so that the child's is */
        int r = channel_take_over(init->channel_fd, WHAT, init->first.step, NULL, &init->proc_fd, 1, failure);
        return r < 0 ? r : channel_wait_ready(init->channel_fd, WHAT, init->first.step, NULL, failure);
}

static int pin(void *context, Failure *failure)
{
        const Init *init = context;
        const Pin proc = {.name = PIN_PROC, .mount_fd = init->proc_fd};
        _cleanup_close_ int lock = pins_lock(failure);
        return lock < 0 ? lock : pins_replace(init->request->group, &proc, failure);
}

static int tell_ready(void *context, Failure *failure)
{
        const Init *init = context;
        return notify_ready(init->notify_fd, init->pid);
}

static int wait_told(void *context, Failure *failure)
{
        const Init *init = context;
        return notify_barrier(init->notify_fd);
}

static int let_go(void *context, Failure *failure)
{
        Init *init = context;
        step_set(init->first.step, "");
        int r = channel_say_go(init->channel_fd);
        if (r == 0)
                close(TAKE_FD(init->pidfd));
        return r;
}

const Step init_steps[] = {
        {"forbid to be traced", EXIT_SETUP_PRIVILEGE, forbid_tracing},
        {"open the program of the init", EXIT_SETUP_PROCESS, open_program},
        {"open the namespaces of the group", EXIT_SETUP_SANDBOX, open_shares},
        {"find the user namespace of the group", EXIT_SETUP_SANDBOX, find_ids},
        {"join the namespaces of the group", EXIT_SETUP_SANDBOX, join},
        {"open a socket pair", EXIT_SETUP_PROCESS, open_channel},
        /* A child of our parent, systemd, from the first moment on. Until it is set up the shared step is its
         * own: first_steps. */
        {"start a process in new namespaces", EXIT_SETUP_PROCESS, start_first},
        /* Before anybody is told that it runs, since a container then starts. */
        {"pin the process namespace", EXIT_SETUP_SANDBOX, pin},
        {"tell systemd that the init runs", EXIT_SETUP_NOTIFY, tell_ready},
        {"wait until systemd has read that the init runs", EXIT_SETUP_NOTIFY, wait_told},
        {"let the init go", EXIT_SETUP_PROCESS, let_go},
};
const size_t n_init_steps = ARRAY_SIZE(init_steps);

static int start_stepwise(const InitRequest *request, char *step, int notify_fd, Failure *failure)
{
        _cleanup_(init_done) Init init = {
                .request = request,
                .first = {.ids = GROUP_IDS_HOST, .launch_fd = -1, .channel_fd = -1, .step = step},
                .share_fds = {-1, -1},
                .notify_fd = notify_fd,
                .channel_fd = -1,
                .proc_fd = -1,
                .pidfd = -1,
        };
        return steps_run(init_steps, n_init_steps, &init, step, failure);
}

int init_start(const InitRequest *request, int notify_fd, Failure *failure)
{
        char *step;
        if (step_begin(request->group, STEP_INIT, &step) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "share memory with the child");
        int r = start_stepwise(request, step, notify_fd, failure);
        step_end(step, request->group, STEP_INIT);
        return r;
}
