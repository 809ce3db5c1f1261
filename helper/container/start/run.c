/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's side of a start. */
#include "helper/container/start/run.h"

#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "helper/common/channel.h"
#include "helper/common/notify.h"
#include "helper/common/pins.h"
#include "helper/common/procstat.h"
#include "helper/common/running.h"
#include "helper/common/step.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/root/image.h"
#include "helper/container/start/child.h"
#include "helper/container/start/envfiles.h"
#include "helper/container/start/profile.h"
#include "helper/container/start/secrets.h"
#include "helper/container/start/sight.h"
#include "helper/container/start/stream.h"
#include "helper/container/texts/imageconf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>
#include <time.h>

/* What of the group's sandbox a start takes: the namespaces first, so that a group without any pins is not
 * taken for one without a volume. */
enum {
        SHARE_NET,
        SHARE_IPC,
        SHARE_ALWAYS,
        /* Of the process namespace, where the containers share one: */
        SHARE_PIDS = SHARE_ALWAYS,
        SHARE_FIRST, /* its first process, as /proc has it */
        SHARE_MAX,
}; /* and then the operations' inputs, by index */

/* What the steps share. */
typedef struct Run {
        Start start; /* what the child gets, which is borrowed from the others here */
        Operations operations;
        RunRequest request; /* what is asked for, and where that is silent what the image says; borrowed */
        ImageRecord image;
        StrVec program; /* of both */
        NetworkSight network;
        StrVec file_environment, secret_environment;
        char **shown;   /* the command line as others see it */
        int *share_fds; /* by SHARE_… */
        size_t n_shares;
        bool told;     /* systemd was, that the container runs */
        int notify_fd; /* borrowed */
        Patience patience;
        int channel_fd; /* our end */
        int pidfd;      /* what we hold the child by, < 0: there is none, or it was let go */
        pid_t pid;
} Run;

static void close_shares(Run *run)
{
        for (size_t i = 0; i < run->n_shares; i++)
                closep(run->share_fds + i);
        free(run->share_fds);
        run->share_fds = NULL;
        run->n_shares = 0;
}

/* A child that was not let go never runs its program. */
static void run_done(Run *run)
{
        if (run->pidfd >= 0)
                (void)syscall(SYS_pidfd_send_signal, run->pidfd, SIGKILL, NULL, 0);
        closep(&run->pidfd);
        closep(&run->channel_fd);
        closep(&run->start.channel_fd);
        close_shares(run);
        closep(&run->start.ids.fd);
        closep(&run->start.launch_fd);
        closep(&run->start.stderr_fd);
        closep(&run->start.record_fd);
        closep(&run->start.credentials_fd);
        logpipes_done(&run->start.log);
        filter_done(&run->start.profile);
        strvec_done(&run->file_environment);
        strvec_done(&run->secret_environment);
        strvec_done(&run->program);
        image_record_done(&run->image);
        operations_done(&run->operations);
        free(run->network.resolv_conf);
}

static int forbid_tracing(void *context, Failure *failure)
{
        const Run *run = context;
        int r = privilege_forbid_tracing();
        return r < 0 || !run->start.request->share_pid ? r : privilege_check_tracing(failure);
}

/* The payload's process has it until it executes its program, and the others of the group see it. */
static int hide_words(void *context, Failure *failure)
{
        const Run *run = context;
        if (run->start.request->share_pid)
                options_hide(run->shown);
        return 0;
}

static int learn_rules(void *context, Failure *failure)
{
        Run *run = context;
        return program_learn_rules(run->start.request, &run->start.rules);
}

static int find_image(void *context, Failure *failure)
{
        Run *run = context;
        RunRequest *request = &run->request;
        const ImageRecord *image = &run->image;
        if (!request->image)
                return 0;
        int r = image_find(request, &run->image, failure);
        if (r == 0)
                r = imageconf_program(image, request->program, request->entrypoint.said, &run->program);
        if (r < 0)
                return r;
        if (run->program.n == 0 || !*run->program.items[0])
                return failure_set(
                        failure, EXIT_SETUP_REQUEST, 0,
                        "find the image %s: it says no program, and container %s has none: write Exec=",
                        request->image, request->container);
        request->program = run->program.items;
        if (!request->working_dir)
                request->working_dir = image->working_dir;
        if (!request->user)
                request->user = image->user;
        run->start.image = image;
        return 0;
}

static int find_network(void *context, Failure *failure)
{
        Run *run = context;
        return sight_find(&run->request, &run->network, failure);
}

static int plan_root(void *context, Failure *failure)
{
        Run *run = context;
        return operations_plan(run->start.request, &run->image.volumes, &run->network, &run->operations);
}

/* In front of what files say, as the other variables of ours; and exec finds it in the record with them. */
static int add_address(const GroupAddresses *addresses, StrVec *environment)
{
        char text[IP_TEXT_MAX];
        if (!addresses->has4 && !addresses->has6)
                return 0;
        ip_format(addresses->has4 ? &addresses->v4 : &addresses->v6, text);
        return strvec_addf(environment, "COSLICE_ADDRESS=%s", text);
}

static int read_environment(void *context, Failure *failure)
{
        Run *run = context;
        const RunRequest *request = run->start.request;
        int r = request->group_network ? add_address(&run->network.addresses, &run->file_environment) : 0;
        return r < 0 ? r
                     : envfiles_read(&request->env_files, &request->untrusted, &run->file_environment,
                                     failure);
}

static int open_secrets(void *context, Failure *failure)
{
        Run *run = context;
        return secrets_load(getenv("CREDENTIALS_DIRECTORY"), &run->start.request->secrets,
                            &run->start.credentials_fd, &run->secret_environment, failure);
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

/* Where there are some, journald's streams are for what the helper itself says. */
static int open_log_pipes(void *context, Failure *failure)
{
        Run *run = context;
        const RunRequest *request = run->start.request;
        if (request->log_pipe == LOGPIPE_NONE)
                return 0;
        int r = logpipes_open(request->group, request->container, &run->start.log);
        if (r == -ENOENT && request->log_pipe == LOGPIPE_IF_MADE)
                return 0;
        if (r == -ENXIO)
                return failure_set(
                        failure, EXIT_SETUP_STATE, 0,
                        "nobody reads the pipes of the log: see \"systemctl status coslice-log@%s\"",
                        request->group);
        if (r == -ENOENT)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "there are no pipes for the log, which come with the group's sandbox: "
                                   "restart group %s",
                                   request->group);
        return r;
}

static int open_launch(void *context, Failure *failure)
{
        Run *run = context;
        run->start.launch_fd = program_open_container(run->start.request->init, failure);
        return run->start.launch_fd < 0 ? run->start.launch_fd : 0;
}

/* All in one go: the way into the namespace of pins and back is four system calls. */
static int open_all(Run *run, Failure *failure)
{
        const Operations *operations = &run->operations;
        size_t n_ahead = run->start.request->share_pid ? SHARE_MAX : SHARE_ALWAYS;
        size_t n = n_ahead + operations->n_inputs;
        _cleanup_free_ PinUse *uses = calloc(n, sizeof *uses);
        run->share_fds = calloc(n, sizeof *run->share_fds);
        if (!uses || !run->share_fds)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "join the group");
        uses[SHARE_NET] = (PinUse){.name = PIN_NET};
        uses[SHARE_IPC] = (PinUse){.name = PIN_IPC};
        if (run->start.request->share_pid) {
                uses[SHARE_PIDS] = (PinUse){.name = PIN_PROC, .sub = PIN_PROC_PIDS};
                uses[SHARE_FIRST] = (PinUse){.name = PIN_PROC, .sub = PIN_PROC_FIRST};
        }
        for (size_t i = 0; i < operations->n_inputs; i++) {
                const Input *input = operations->inputs + i;
                uses[n_ahead + i] = (PinUse){.name = input->pin,
                                             .sub = input->sub,
                                             .attributes = input->attributes,
                                             .clone = true};
        }
        run->n_shares = n;
        run->start.input_fds = run->share_fds + n_ahead;
        return pins_open(run->start.request->group, uses, n, run->share_fds, failure);
}

/* Whether all that is in the process namespace has ended, or is about to, with its first process: no other
 * one is started there. */
static bool namespace_ends(const Run *run)
{
        ProcStat stat;
        return run->share_fds[SHARE_PIDS] < 0 || run->share_fds[SHARE_FIRST] < 0 ||
               procstat_read(run->share_fds[SHARE_FIRST], &stat) < 0 || stat.ends;
}

/* Whether the group has had an init: systemd starts it again when it has ended. */
static bool had_init(const char *group)
{
        Failure failure;
        int fd;
        int r = pins_open(group, &(PinUse){.name = PIN_PROC}, 1, &fd, &failure);
        closep(&fd);
        return r == 0;
}

#define INIT_PATIENCE_MS 5000
#define INIT_PAUSE_MS    20

/* The containers end before their init is known to have ended, and a restart of theirs may come first. */
static int open_shares(void *context, Failure *failure)
{
        Run *run = context;
        const RunRequest *request = run->start.request;
        const struct timespec pause = {.tv_nsec = INIT_PAUSE_MS * 1000000L};
        for (unsigned waited = 0;; waited += INIT_PAUSE_MS) {
                int r = open_all(run, failure);
                if (!request->share_pid || run->n_shares == 0 || run->share_fds[SHARE_IPC] < 0)
                        return r;
                run->start.pids_fd = run->share_fds[SHARE_PIDS];
                if (!namespace_ends(run))
                        return r;
                if (waited >= INIT_PATIENCE_MS || !had_init(request->group))
                        return failure_set(failure, EXIT_SETUP_SANDBOX, 0, NO_INIT, request->group,
                                           request->group);
                close_shares(run);
                nanosleep(&pause, NULL);
        }
}

/* The group's, and none other than that which the unit demands. */
static int find_ids(void *context, Failure *failure)
{
        Run *run = context;
        const RunRequest *request = run->start.request;
        return groupids_demand(&request->userns, request->group, run->share_fds[SHARE_IPC], &run->start.ids,
                               failure);
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

#define WHAT "the container"

/* The payload's process, in the place of the one that has made it. */
static int take_over(Run *run, Failure *failure)
{
        int pidfd;
        int r = channel_take_over(run->channel_fd, WHAT, run->start.step, &run->patience, &pidfd, 1, failure);
        if (r < 0)
                return r;
        close(run->pidfd);
        run->pidfd = pidfd;
        run->pid = *run->start.shared_pid;
        return 0;
}

static int start_child(void *context, Failure *failure)
{
        Run *run = context;
        bool shared = run->start.request->share_pid;
        int pidfd = -1; /* means nothing if the call fails */
        struct clone_args args = {
                .flags = CLONE_PARENT | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_PIDFD |
                         (shared ? 0 : CLONE_NEWPID),
                .pidfd = (uintptr_t)&pidfd,
        };
        if (shared)
                run->start.shared_pid = mmap(NULL, sizeof *run->start.shared_pid, PROT_READ | PROT_WRITE,
                                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (run->start.shared_pid == MAP_FAILED)
                return -errno;
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
        int r = shared ? take_over(run, failure) : 0;
        return r < 0 ? r
                     : channel_wait_ready(run->channel_fd, WHAT, run->start.step, &run->patience, failure);
}

static int leave_record(void *context, Failure *failure)
{
        const Run *run = context;
        const RunRequest *request = run->start.request;
        return running_publish(run->start.record_fd, request->group, request->container);
}

static int tell_ready(void *context, Failure *failure)
{
        Run *run = context;
        run->told = true;
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
        {"hide the command line", EXIT_SETUP_PROCESS, hide_words},
        /* Asked on the host: a container has its own answers. */
        {"find the helper's own file", EXIT_SETUP_PROCESS, learn_rules},
        /* What is planned depends on what it says. */
        {"find the image", EXIT_SETUP_ROOT, find_image},
        {"find what is seen of the network", EXIT_SETUP_SANDBOX, find_network},
        {"plan the root file system", EXIT_SETUP_PROCESS, plan_root},
        {"read the environment files", EXIT_SETUP_STATE, read_environment},
        {"open the secrets", EXIT_SETUP_STATE, open_secrets},
        /* On the host, whose programs and files these are. */
        {"find the profile of system calls", EXIT_SETUP_PRIVILEGE, find_profile},
        /* What a payload says goes into the stream that systemd has opened, its errors into one with a
         * priority of their own. */
        {"open the log stream", EXIT_SETUP_PROCESS, open_error_stream},
        {"open the pipes of the log", EXIT_SETUP_STATE, open_log_pipes},
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

/* 1: the process namespace has ended meanwhile, and there may be another one. */
static int run_stepwise(const RunRequest *request, const RunWords *words, char *step, int notify_fd,
                        Failure *failure)
{
        _cleanup_(run_done) Run run = {
                .request = *request,
                .start = {.words = words->words,
                          .ids = GROUP_IDS_HOST,
                          .launch_fd = -1,
                          .stderr_fd = -1,
                          .log = LOGPIPES_NULL,
                          .record_fd = -1,
                          .credentials_fd = -1,
                          .channel_fd = -1,
                          .pids_fd = -1,
                          .step = step},
                .shown = words->shown,
                .notify_fd = notify_fd,
                .patience.notify_fd = notify_fd,
                .channel_fd = -1,
                .pidfd = -1,
        };
        run.start.request = &run.request;
        run.start.operations = &run.operations;
        run.start.file_environment = &run.file_environment;
        run.start.secret_environment = &run.secret_environment;
        int r = steps_run(run_steps, n_run_steps, &run, step, failure);
        if (r == 0 || !request->share_pid || run.told || run.channel_fd < 0 || !namespace_ends(&run))
                return r;
        failure_set(failure, EXIT_SETUP_SANDBOX, 0, NO_INIT, request->group, request->group);
        return 1;
}

#define TRIES_MAX 3

int run(const RunRequest *request, const RunWords *words, int notify_fd, Failure *failure)
{
        char *step;
        if (step_begin(request->group, request->container, &step) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "share memory with the child");
        int r = 1;
        for (unsigned i = 0; i < TRIES_MAX && r > 0; i++)
                r = run_stepwise(request, words, step, notify_fd, failure);
        step_end(step, request->group, request->container);
        return r > 0 ? -ESRCH : r;
}
