/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's side of a start. */
#include "helper/container/start/run.h"

#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "helper/common/channel.h"
#include "helper/common/notify.h"
#include "helper/common/pins.h"
#include "helper/common/running.h"
#include "helper/common/step.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/start/child.h"
#include "helper/container/start/envfiles.h"
#include "helper/container/start/profile.h"
#include "helper/container/start/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#define INIT_PROGRAM "/usr/bin/catatonit"

/* What of the group's sandbox a start takes: the namespaces first, so that a group without any pins is not
 * taken for one without a volume. */
enum { SHARE_NET, SHARE_IPC, SHARE_INPUTS }; /* the operations' inputs, from there on by index */

/* What the steps share. */
typedef struct Run {
        Start start; /* what the child gets, which is borrowed from the others here */
        Operations operations;
        StrVec file_environment;
        int *share_fds; /* by SHARE_… */
        size_t n_shares;
        int notify_fd;  /* borrowed */
        int channel_fd; /* our end */
        int pidfd;      /* what we hold the child by, < 0: there is none, or it was let go */
        pid_t pid;
} Run;

/* A child that was not let go never runs its program. */
static void run_done(Run *run)
{
        if (run->pidfd >= 0)
                (void)syscall(SYS_pidfd_send_signal, run->pidfd, SIGKILL, NULL, 0);
        closep(&run->pidfd);
        closep(&run->channel_fd);
        closep(&run->start.channel_fd);
        for (size_t i = 0; i < run->n_shares; i++)
                closep(run->share_fds + i);
        free(run->share_fds);
        closep(&run->start.ids.fd);
        closep(&run->start.launch_fd);
        closep(&run->start.stderr_fd);
        closep(&run->start.record_fd);
        filter_done(&run->start.profile);
        strvec_done(&run->file_environment);
        operations_done(&run->operations);
}

static int forbid_tracing(void *context, Failure *failure)
{
        return privilege_forbid_tracing();
}

static int learn_rules(void *context, Failure *failure)
{
        Run *run = context;
        return program_learn_rules(run->start.request, &run->start.rules);
}

static int plan_root(void *context, Failure *failure)
{
        Run *run = context;
        return operations_plan(run->start.request, &run->operations);
}

static int read_environment(void *context, Failure *failure)
{
        Run *run = context;
        const RunRequest *request = run->start.request;
        return envfiles_read(&request->env_files, &request->untrusted, &run->file_environment, failure);
}

static int find_profile(void *context, Failure *failure)
{
        Run *run = context;
        return profile_find(run->start.request, &run->start.profile, failure);
}

/* Without journald, or where it leads elsewhere, the inherited one serves. */
static int open_error_stream(void *context, Failure *failure)
{
        Run *run = context;
        const RunRequest *request = run->start.request;
        char identifier[256];
        if (!stream_is(STDERR_FILENO, getenv("JOURNAL_STREAM")))
                return 0;
        snprintf(identifier, sizeof identifier, "%s/%s", request->group, request->container);
        _cleanup_free_ char *unit = unitname_make(ROLE_CONTAINER, request->group, request->container);
        run->start.stderr_fd = unit ? stream_open(identifier, unit, LOG_ERR) : -ENOMEM;
        return 0;
}

static int open_launch(void *context, Failure *failure)
{
        Run *run = context;
        bool init = run->start.request->init;
        const char *path = init ? INIT_PROGRAM : COSLICE_LAUNCH;
        int fd = program_open_launch(path);
        if (fd == -ENOENT && init)
                return failure_set(failure, EXIT_NOT_FOUND, 0,
                                   "RunInit=yes needs " INIT_PROGRAM ": install the package catatonit");
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -fd, "open %s", path);
        run->start.launch_fd = fd;
        return 0;
}

/* All in one go: the way into the namespace of pins and back is four system calls. */
static int open_shares(void *context, Failure *failure)
{
        Run *run = context;
        const Operations *operations = &run->operations;
        size_t n = SHARE_INPUTS + operations->n_inputs;
        _cleanup_free_ PinUse *uses = calloc(n, sizeof *uses);
        run->share_fds = calloc(n, sizeof *run->share_fds);
        if (!uses || !run->share_fds)
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
        run->n_shares = n;
        run->start.input_fds = run->share_fds + SHARE_INPUTS;
        return pins_open(run->start.request->group, uses, n, run->share_fds, failure);
}

/* The group's, and none other than that which the unit demands. */
static int find_ids(void *context, Failure *failure)
{
        Run *run = context;
        const RunRequest *request = run->start.request;
        int r = groupids_find(&request->userns, run->share_fds[SHARE_IPC], &run->start.ids);
        if (r <= 0)
                return r;
        return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                           "group %s was started %s a user namespace of its own, and its definition says "
                           "otherwise now: restart the group",
                           request->group, request->userns.own ? "without" : "with");
}

static int join(void *context, Failure *failure)
{
        const Run *run = context;
        if (setns(run->share_fds[SHARE_NET], CLONE_NEWNET) < 0 ||
            setns(run->share_fds[SHARE_IPC], CLONE_NEWIPC) < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, errno, "join the namespaces of group %s",
                                   run->start.request->group);
        return 0;
}

static int open_record(void *context, Failure *failure)
{
        Run *run = context;
        run->start.record_fd = running_create(run->start.request->group);
        return run->start.record_fd < 0 ? run->start.record_fd : 0;
}

static int open_channel(void *context, Failure *failure)
{
        Run *run = context;
        return channel_open(&run->channel_fd, &run->start.channel_fd);
}

static int start_child(void *context, Failure *failure)
{
        Run *run = context;
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
                close(run->channel_fd); /* so that the end of the helper is seen */
                child_run(&run->start);
        }
        run->pidfd = pidfd;
        run->pid = pid;
        close(TAKE_FD(run->start.channel_fd)); /* so that the child's is */
        return channel_wait_ready(run->channel_fd, "the container", run->start.step, failure);
}

static int leave_record(void *context, Failure *failure)
{
        const Run *run = context;
        const RunRequest *request = run->start.request;
        return running_publish(run->start.record_fd, request->group, request->container);
}

static int tell_ready(void *context, Failure *failure)
{
        const Run *run = context;
        return notify_ready(run->notify_fd, run->pid);
}

static int wait_told(void *context, Failure *failure)
{
        const Run *run = context;
        return notify_barrier(run->notify_fd);
}

static int let_go(void *context, Failure *failure)
{
        Run *run = context;
        /* What becomes of us from here on has nothing to do with how the container ends. */
        step_set(run->start.step, "");
        int r = channel_say_go(run->channel_fd);
        if (r == 0)
                close(TAKE_FD(run->pidfd));
        return r;
}

const Step run_steps[] = {
        /* Before anything of the group is joined: from then on a process in there could look at us. */
        {"forbid to be traced", EXIT_SETUP_PRIVILEGE, forbid_tracing},
        /* Asked on the host: a container has its own answers. */
        {"find the helper's own file", EXIT_SETUP_PROCESS, learn_rules},
        {"plan the root file system", EXIT_SETUP_PROCESS, plan_root},
        {"read the environment files", EXIT_SETUP_STATE, read_environment},
        /* On the host, whose programs and files these are. */
        {"find the profile of system calls", EXIT_SETUP_PRIVILEGE, find_profile},
        /* What a payload says goes into the stream that systemd has opened, its errors into one with a
         * priority of their own. */
        {"open the log stream", EXIT_SETUP_PROCESS, open_error_stream},
        {"open the program that executes the payload", EXIT_SETUP_PROCESS, open_launch},
        {"open the namespaces and volumes of the group", EXIT_SETUP_SANDBOX, open_shares},
        {"find the user namespace of the group", EXIT_SETUP_SANDBOX, find_ids},
        {"join the namespaces of the group", EXIT_SETUP_SANDBOX, join},
        /* A name it gets when it is whole. */
        {"open the record of the start", EXIT_SETUP_STATE, open_record},
        {"open a socket pair", EXIT_SETUP_PROCESS, open_channel},
        /* A child of our parent, systemd, from the first moment on. Until it is set up the shared step is its
         * own: child_steps. */
        {"start a process in new namespaces", EXIT_SETUP_PROCESS, start_child},
        /* Before anybody is told that it runs: then it is there, `coslice-helper clean` removes it. */
        {"leave the record of the start", EXIT_SETUP_STATE, leave_record},
        {"tell systemd that the container runs", EXIT_SETUP_NOTIFY, tell_ready},
        /* Of a payload that ended before systemd knew it, the status would be nobody's. */
        {"wait until systemd has read that the container runs", EXIT_SETUP_NOTIFY, wait_told},
        {"let the container go", EXIT_SETUP_PROCESS, let_go},
};
const size_t n_run_steps = ARRAY_SIZE(run_steps);

static int run_stepwise(const RunRequest *request, char **words, char *step, int notify_fd, Failure *failure)
{
        _cleanup_(run_done) Run run = {
                .start = {.request = request,
                          .words = words,
                          .ids = GROUP_IDS_HOST,
                          .launch_fd = -1,
                          .stderr_fd = -1,
                          .record_fd = -1,
                          .channel_fd = -1,
                          .step = step},
                .notify_fd = notify_fd,
                .channel_fd = -1,
                .pidfd = -1,
        };
        run.start.operations = &run.operations;
        run.start.file_environment = &run.file_environment;
        return steps_run(run_steps, n_run_steps, &run, step, failure);
}

int run(const RunRequest *request, char **words, int notify_fd, Failure *failure)
{
        char *step;
        if (step_begin(request->group, request->container, &step) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "share memory with the child");
        int r = run_stepwise(request, words, step, notify_fd, failure);
        step_end(step, request->group, request->container);
        return r;
}
