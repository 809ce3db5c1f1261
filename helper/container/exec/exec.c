/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's side of a program in a container. */
#include "helper/container/exec/exec.h"

#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/common/mounts.h"
#include "helper/common/pins.h"
#include "helper/common/running.h"
#include "helper/common/step.h"
#include "helper/common/textfile.h"
#include "helper/container/exec/alike.h"
#include "helper/container/exec/attend.h"
#include "helper/container/exec/join.h"
#include "helper/container/exec/streams.h"
#include "helper/container/exec/target.h"
#include "helper/container/privilege/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define WHAT "the program"

enum { PIN_USE_NET, PIN_USE_IPC, PIN_USE_PIDS, N_PIN_USES }; /* the last where they share one */

/* What the steps share. */
typedef struct Exec {
        const ExecRequest *request;
        char **words;
        Record record;
        RunRequest start; /* borrowed from it */
        int pins[N_PIN_USES];
        Join join; /* what goes in, which is borrowed from the others here */
        int channel_fd;
        int pidfd;                /* of the program's process; < 0: there is none */
        int fds[CHANNEL_FDS_MAX]; /* the outer ends of its streams */
        int status;
} Exec;

/* A program that was not let go never runs. The end of the container waits until its process was heard of; to
 * us one that is traced ends when its tracer likes, so nobody waits for that. */
static void end_process(Exec *exec)
{
        siginfo_t info;
        if (exec->pidfd < 0)
                return;
        (void)syscall(SYS_pidfd_send_signal, exec->pidfd, SIGKILL, NULL, 0);
        (void)target_is_gone(exec->pidfd, TARGET_PATIENCE_MS);
        (void)waitid(P_PIDFD, (id_t)exec->pidfd, &info, WEXITED | WNOHANG);
        close(TAKE_FD(exec->pidfd));
}

static void exec_done(Exec *exec)
{
        end_process(exec);
        closep(&exec->channel_fd);
        closep(&exec->join.channel_fd);
        closep(&exec->join.target_fd);
        closep(&exec->join.launch_fd);
        closep(&exec->join.ids.fd);
        for (size_t i = 0; i < ARRAY_SIZE(exec->pins); i++)
                closep(exec->pins + i);
        for (size_t i = 0; i < ARRAY_SIZE(exec->fds); i++)
                closep(exec->fds + i);
        run_request_done(&exec->start);
        record_done(&exec->record);
}

/* A process of the container reads the command line of who joins it, until that executes its program. */
static int hide_words(void *context, Failure *failure)
{
        options_hide(((const Exec *)context)->words);
        return 0;
}

static int forbid_tracing(void *context, Failure *failure)
{
        int r = privilege_forbid_tracing();
        return r < 0 ? r : privilege_check_tracing(failure);
}

static int check_scope(void *context, Failure *failure)
{
        const ExecRequest *request = ((const Exec *)context)->request;
        return target_check_scope(request->group, request->container, failure);
}

static int read_record(void *context, Failure *failure)
{
        Exec *exec = context;
        const ExecRequest *request = exec->request;
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = running_open(request->group, request->container);
        if (fd == -ENOENT)
                return failure_set(failure, EXIT_SETUP_STATE, 0, "container %s of group %s does not run",
                                   request->container, request->group);
        int r = fd < 0 ? fd : textfile_read(fd, RECORD_MAX, &text, &size);
        if (r == 0)
                r = record_read(text, size, &exec->record);
        return r < 0 ? r : options_read(&run_options, exec->record.words.items, &exec->start, failure);
}

static int find_target(void *context, Failure *failure)
{
        Exec *exec = context;
        const ExecRequest *request = exec->request;
        int fd = target_open(&exec->record, request->group, request->container, failure);
        if (fd < 0)
                return fd;
        exec->join.target_fd = fd;
        int r = rlimits_read(exec->record.pid, &exec->join.limits);
        return r == -ESRCH ? target_ended(request->group, request->container, failure) : r;
}

static int learn_rules(void *context, Failure *failure)
{
        Exec *exec = context;
        return program_learn_rules(&exec->start, &exec->join.rules);
}

static int open_launch(void *context, Failure *failure)
{
        Exec *exec = context;
        exec->join.launch_fd = program_open_launch(COSLICE_LAUNCH);
        return exec->join.launch_fd < 0 ? exec->join.launch_fd : 0;
}

/* Which the container's process is in, if it hasn't gone elsewhere. */
static int open_pins(void *context, Failure *failure)
{
        Exec *exec = context;
        static const PinUse uses[N_PIN_USES] = {[PIN_USE_NET] = {.name = PIN_NET},
                                                [PIN_USE_IPC] = {.name = PIN_IPC},
                                                [PIN_USE_PIDS] = {.name = PIN_PROC, .sub = PIN_PROC_PIDS}};
        size_t n = exec->start.share_pid ? N_PIN_USES : PIN_USE_PIDS;
        int r = pins_open(exec->request->group, uses, n, exec->pins, failure);
        if (r < 0)
                return r;
        exec->join.net_fd = exec->pins[PIN_USE_NET];
        exec->join.ipc_fd = exec->pins[PIN_USE_IPC];
        exec->join.pids_fd = exec->pins[PIN_USE_PIDS];
        r = groupids_find(&exec->start.userns, exec->join.ipc_fd, &exec->join.ids);
        return r > 0 ? -ESTALE : r;
}

static int open_channel(void *context, Failure *failure)
{
        Exec *exec = context;
        return channel_open(&exec->channel_fd, &exec->join.channel_fd);
}

/* Of whoever started us nobody may have it: then nobody would hear how the program ends. */
static int restore_children(void)
{
        const struct sigaction action = {.sa_handler = SIG_DFL};
        return sigaction(SIGCHLD, &action, NULL) < 0 ? -errno : 0;
}

/* The process that joins ends as soon as the other one is there. */
static int start_process(void *context, Failure *failure)
{
        Exec *exec = context;
        const Shared *shared = exec->join.shared;
        int r = restore_children();
        step_set(exec->join.shared->step, "start a process in the container");
        pid_t pid = r < 0 ? -1 : fork();
        if (pid < 0)
                return r < 0 ? r : -errno;
        if (pid == 0) {
                close(exec->channel_fd); /* so that the end of the helper is seen */
                join_run(&exec->join);
        }
        close(TAKE_FD(exec->join.channel_fd)); /* so that the end of the others is */
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
                ;
        if (shared->pid == 0) /* it says why */
                return channel_wait_ready(exec->channel_fd, WHAT, shared->step, NULL, failure);
        exec->pidfd = (int)syscall(SYS_pidfd_open, shared->pid, 0);
        return exec->pidfd < 0 ? -errno : 0;
}

static int wait_for_it(void *context, Failure *failure)
{
        Exec *exec = context;
        const ExecRequest *request = exec->request;
        const char *step = exec->join.shared->step;
        int r = channel_take_over(exec->channel_fd, WHAT, step, NULL, exec->fds,
                                  streams_count(request->terminal, request->interactive), failure);
        return r < 0 ? r : channel_wait_ready(exec->channel_fd, WHAT, step, NULL, failure);
}

static int make_alike(void *context, Failure *failure)
{
        const Exec *exec = context;
        return alike_make(exec->join.shared->pid, exec->record.pid, failure);
}

/* What was read of that process was read of that process. */
static int look_again(void *context, Failure *failure)
{
        const Exec *exec = context;
        const ExecRequest *request = exec->request;
        return target_is_gone(exec->join.target_fd, 0)
                       ? target_ended(request->group, request->container, failure)
                       : 0;
}

static int let_go(void *context, Failure *failure)
{
        const Exec *exec = context;
        attend_signals();
        return channel_say_go(exec->channel_fd);
}

static int attend_program(void *context, Failure *failure)
{
        Exec *exec = context;
        const ExecRequest *request = exec->request;
        int r = attend(&(Attendance){.pidfd = exec->pidfd,
                                     .fds = exec->fds,
                                     .n_fds = streams_count(request->terminal, request->interactive),
                                     .terminal = request->terminal,
                                     .interactive = request->interactive});
        if (r == -ETIMEDOUT)
                return failure_set(
                        failure, EXIT_SETUP_PROCESS, 0,
                        "the program has ended, and another process of the container, which traces it, "
                        "keeps its status");
        if (r < 0)
                return r;
        exec->status = r;
        return 0;
}

const Step exec_steps[] = {
        /* Before anything of the container is near. */
        {"forbid to be traced", EXIT_SETUP_PRIVILEGE, forbid_tracing},
        {"hide the command line", EXIT_SETUP_PROCESS, hide_words},
        {"look whose limits it has", EXIT_SETUP_SANDBOX, check_scope},
        /* Not the unit, which a reload may have changed. */
        {"read the record of the start", EXIT_SETUP_STATE, read_record},
        {"find the process of the container", EXIT_SETUP_PROCESS, find_target},
        /* On the host: a container has its own answers. */
        {"find the helper's own file", EXIT_SETUP_PROCESS, learn_rules},
        {"open the program that executes the payload", EXIT_SETUP_PROCESS, open_launch},
        {"open the namespaces of the group", EXIT_SETUP_SANDBOX, open_pins},
        {"open a socket pair", EXIT_SETUP_PROCESS, open_channel},
        /* Two processes: join_steps, then session_steps. */
        {"start a process in the container", EXIT_SETUP_PROCESS, start_process},
        {"wait until it is set up", EXIT_SETUP_PROCESS, wait_for_it},
        {"make it like the container's own process", EXIT_SETUP_PROCESS, make_alike},
        {"look whether that one lives", EXIT_SETUP_PROCESS, look_again},
        {"let it go", EXIT_SETUP_PROCESS, let_go},
        {"hand on what it reads and writes", EXIT_SETUP_PROCESS, attend_program},
};
const size_t n_exec_steps = ARRAY_SIZE(exec_steps);

/* A container that ends takes along whatever is in it: that is why, then. */
static int explain(Exec *exec, int r, Failure *failure)
{
        const ExecRequest *request = exec->request;
        int patience = exec->join.shared->pid > 0 ? TARGET_PATIENCE_MS : 0;
        end_process(exec);
        if (exec->join.target_fd < 0 || !target_is_gone(exec->join.target_fd, patience))
                return r;
        return target_ended(request->group, request->container, failure);
}

static int exec_stepwise(const ExecRequest *request, char **words, Shared *shared, int *ret_status,
                         Failure *failure)
{
        _cleanup_(exec_done) Exec exec = {
                .request = request,
                .words = words,
                .pins = {-1, -1, -1},
                .join = {.request = request,
                         .ids = GROUP_IDS_HOST,
                         .net_fd = -1,
                         .ipc_fd = -1,
                         .pids_fd = -1,
                         .target_fd = -1,
                         .launch_fd = -1,
                         .channel_fd = -1,
                         .shared = shared},
                .channel_fd = -1,
                .pidfd = -1,
                .fds = {-1, -1, -1},
        };
        exec.join.record = &exec.record;
        exec.join.start = &exec.start;
        int r = steps_run(exec_steps, n_exec_steps, &exec, NULL, failure);
        if (r < 0)
                r = explain(&exec, r, failure);
        *ret_status = exec.status;
        return r;
}

int exec_program(const ExecRequest *request, char **words, int *ret_status, Failure *failure)
{
        Shared *shared =
                mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        return shared == MAP_FAILED
                       ? failure_set(failure, EXIT_SETUP_PROCESS, errno, "share memory with the program")
                       : exec_stepwise(request, words, shared, ret_status, failure);
}
