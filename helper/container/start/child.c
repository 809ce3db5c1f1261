/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps by which the child sets its container up. */
#include "helper/container/start/child.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/common/mounts.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/apparmor.h"
#include "helper/container/record/record.h"
#include "helper/container/root/apply.h"
#include "helper/container/root/imagevolume.h"
#include "helper/container/root/mounted.h"
#include "helper/container/root/rootfs.h"
#include "helper/container/start/payload.h"
#include "helper/container/start/user.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

/* What the steps share. */
typedef struct Child {
        const Start *start;
        pid_t pid;         /* on the host */
        const char *label; /* of AppArmor, as it was chosen */
        Stage stage;
        time_t said;       /* when it was last said that it goes on, CLOCK_MONOTONIC */
        Identity identity; /* once the user is found */
        PayloadParts parts;
        Payload payload;
} Child;

static int start_session(void *context, Failure *failure)
{
        umask(0); /* modes are said where things are made */
        return setsid() < 0 ? -errno : 0;
}

/* An IoStep, which comes with every file. */
static void say_more(void *context)
{
        Child *child = context;
        struct timespec now;
        if (clock_gettime(CLOCK_MONOTONIC_COARSE, &now) < 0 || now.tv_sec == child->said)
                return;
        child->said = now.tv_sec;
        channel_say_more(child->start->channel_fd);
}

/* getpid() says what it is inside. */
static int find_number(void *context, Failure *failure)
{
        Child *child = context;
        char text[16];
        uint64_t pid;
        ssize_t n = readlink("/proc/self", text, sizeof text - 1);
        if (n < 0)
                return -errno;
        text[n] = '\0';
        if (number_parse(text, INT32_MAX, &pid) != 0)
                return -EBADMSG;
        child->pid = (pid_t)pid;
        return 0;
}

static int choose_apparmor(void *context, Failure *failure)
{
        Child *child = context;
        return apparmor_choose(child->start->request->apparmor, &child->label, failure);
}

static int slave_mounts(void *context, Failure *failure)
{
        return mount_propagation("/", true, MS_SLAVE);
}

static int set_hostname(void *context, Failure *failure)
{
        const Child *child = context;
        const char *name = child->start->request->hostname;
        return sethostname(name, strlen(name)) < 0
                       ? failure_set(failure, EXIT_SETUP_SANDBOX, errno, "set the host name %s", name)
                       : 0;
}

static int open_rootfs(void *context, Failure *failure)
{
        Child *child = context;
        return rootfs_open(child->start->request, child->start->image, &child->stage.lowers, failure);
}

/* Of the root file system as it lies on the disk nothing is left. */
static int map_rootfs(void *context, Failure *failure)
{
        Child *child = context;
        const GroupIds *ids = &child->start->ids;
        if (!groupids_own(ids))
                return 0;
        return rootfs_map(child->start->request, &child->stage.lowers, ids->fd, failure);
}

static int make_layer(void *context, Failure *failure)
{
        Child *child = context;
        const RunRequest *request = child->start->request;
        int r = layer_make(request->group, request->container, &child->stage.lowers, request->storage_limit,
                           &child->stage.layer, failure);
        if (r < 0 || !groupids_own(&child->start->ids))
                return r;
        return layer_attach_lowers(&child->stage.layer, &child->stage.lowers);
}

static int mount_images(void *context, Failure *failure)
{
        Child *child = context;
        return imagevolumes_mount(child->start->request, &child->stage, failure);
}

static int fill_root(void *context, Failure *failure)
{
        Child *child = context;
        const Operations *operations = child->start->operations;
        int r = groupids_act_as_group(&child->start->ids);
        if (r == 0)
                r = apply(operations, 0, operations->n_filling, &child->stage, failure);
        return r < 0 ? r : groupids_act_as_host(&child->start->ids);
}

static int find_user(void *context, Failure *failure)
{
        Child *child = context;
        const RunRequest *request = child->start->request;
        const UserWish wish = {.user = request->user,
                               .adds = request->group_adds.items,
                               .root_fd = child->stage.root_fd,
                               .stage = &child->stage,
                               .own_ids = groupids_own(&child->start->ids)};
        return user_find(&wish, &child->identity, failure);
}

static int give_made(void *context, Failure *failure)
{
        const Child *child = context;
        return stage_give_made(&child->stage, child->identity.uid, child->identity.gid);
}

/* As a user of the host: what they lie on is the host's. */
static int give_log(void *context, Failure *failure)
{
        const Child *child = context;
        const Start *start = child->start;
        return logpipes_give(&start->log, groupids_uid(&start->ids, child->identity.uid));
}

static int enter_root(void *context, Failure *failure)
{
        Child *child = context;
        const Operations *operations = child->start->operations;
        return apply(operations, operations->n_filling, operations->n, &child->stage, failure);
}

static int look_at_mounts(void *context, Failure *failure)
{
        const Child *child = context;
        return mounted_check(&child->stage, failure);
}

static int join_pids(void *context, Failure *failure)
{
        const Child *child = context;
        return setns(child->start->pids_fd, CLONE_NEWPID) < 0 ? -errno : 0;
}

_Noreturn static void go_inside(Child *child);

/* A child of systemd's, as this one is. */
static int start_inside(void *context, Failure *failure)
{
        Child *child = context;
        const Start *start = child->start;
        struct clone_args args = {.flags = CLONE_PARENT | CLONE_PARENT_SETTID,
                                  .parent_tid = (uintptr_t)start->shared_pid};
        pid_t pid = sys_clone3(&args, sizeof args);
        if (pid == 0) {
                child->pid = *start->shared_pid;
                go_inside(child);
        }
        /* Also what the kernel says of a namespace whose first process has gone. */
        if (pid < 0)
                return errno == ENOMEM ? failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, NO_INIT,
                                                     start->request->group, start->request->group)
                                       : -errno;
        return 0;
}

/* By itself, so that whoever hears of it hears that first, whichever of the two processes is ahead. */
static int hand_over_itself(void *context, Failure *failure)
{
        const Child *child = context;
        _cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
        return pidfd < 0 ? -errno : channel_hand_over(child->start->channel_fd, &pidfd, 1);
}

static int become_payload(void *context, Failure *failure)
{
        Child *child = context;
        const Start *start = child->start;
        const RunRequest *request = start->request;
        child->parts =
                (PayloadParts){.root_fd = child->stage.root_fd,
                               .identity = &child->identity,
                               .environment = {.home = child->identity.home,
                                               .hostname = request->hostname,
                                               .group = request->group,
                                               .container = request->container,
                                               .of_image = start->image ? &start->image->env : NULL,
                                               .from_files = start->file_environment,
                                               .own = &request->env,
                                               .secrets = start->secret_environment},
                               .working_dir = request->working_dir,
                               .program = request->program,
                               .launch_fd = start->launch_fd,
                               .init = request->init,
                               .streams = {-1, start->log.fds[LOGPIPE_OUT],
                                           start->log.fds[LOGPIPE_ERR] >= 0 ? start->log.fds[LOGPIPE_ERR]
                                                                            : start->stderr_fd},
                               .wish = {.proc_fd = -1,
                                        .userns_fd = start->ids.fd,
                                        .capabilities = request->capabilities,
                                        .user_capabilities = request->user_capabilities,
                                        .new_privileges = request->new_privileges,
                                        .unconfined = request->profile.unconfined,
                                        .profile = start->profile.n > 0 ? &start->profile : NULL,
                                        .sockets = request->sockets},
                               .rules = &start->rules,
                               .step = start->step};
        return payload_set_up(&child->parts, &child->payload, failure);
}

static int write_all(int fd, const char *text, size_t size)
{
        while (size > 0) {
                ssize_t n = write(fd, text, size);
                if (n < 0)
                        return -errno;
                text += n;
                size -= (size_t)n;
        }
        return 0;
}

static int write_record(void *context, Failure *failure)
{
        const Child *child = context;
        const ImageRecord *image = child->start->image;
        _cleanup_strbuf_ StrBuf text = {};
        struct timespec now;
        if (clock_gettime(CLOCK_BOOTTIME, &now) < 0)
                return -errno;
        const RecordParts parts = {.pid = child->pid,
                                   .seen = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec,
                                   .words = child->start->words,
                                   .environment = child->start->file_environment,
                                   .image_environment = image ? &image->env : NULL,
                                   .working_dir = image ? child->start->request->working_dir : NULL,
                                   .stop_signal = image ? image->stop_signal : 0,
                                   .identity = &child->identity,
                                   .label = child->label,
                                   .capabilities = child->payload.granted.capabilities,
                                   .filter = &child->payload.granted.filter};
        int r = record_write(&parts, &text);
        return r < 0 ? r : write_all(child->start->record_fd, text.text, text.length);
}

/* The order is part of the posture: docs/ARCHITECTURE.md tells it in these words. */
const Step child_steps[] = {
        /* Of no terminal and no session of whoever started us. */
        {"start a session", EXIT_SETUP_PROCESS, start_session},
        /* As long as /proc is the host's. */
        {"find the number on the host", EXIT_SETUP_PROCESS, find_number},
        /* Of what is executed in the end. Now: it takes the host's root, and the host's /proc. */
        {"choose the AppArmor profile", EXIT_SETUP_PRIVILEGE, choose_apparmor},
        /* Before anything is mounted: nothing of it reaches the host. */
        {"take the host's mounts out of the way", EXIT_SETUP_ROOT, slave_mounts},
        {"set the host name", EXIT_SETUP_SANDBOX, set_hostname},
        /* Here and not before the clone: an overlay takes only mounts of its own namespace. */
        {"open the root file system", EXIT_SETUP_ROOT, open_rootfs},
        /* Before anything is made like it: what a file on the disk belongs to, it belongs to inside. */
        {"map the ids of the root file system", EXIT_SETUP_ROOT, map_rootfs},
        {"make the writable layer", EXIT_SETUP_STATE, make_layer},
        {"mount the images of volumes", EXIT_SETUP_ROOT, mount_images},
        {"fill the root file system", EXIT_SETUP_ROOT, fill_root},
        /* Once volumes are there, since one may hold passwd; what was made for the user before that is given
         * now, while the host's tree is still at hand and the root can be written to. */
        {"find the user", EXIT_SETUP_USER, find_user},
        {"give the directories that were made to the user", EXIT_SETUP_USER, give_made},
        {"give the pipes of the log to the user", EXIT_SETUP_STATE, give_log},
        {"enter the root file system", EXIT_SETUP_ROOT, enter_root},
};
const size_t n_child_steps = ARRAY_SIZE(child_steps);

const Step shared_steps[] = {
        {"join the process namespace of the group", EXIT_SETUP_SANDBOX, join_pids},
        /* From here on the shared step is its own: arrival_steps, inside_steps. */
        {"start a process beside the group's", EXIT_SETUP_PROCESS, start_inside},
};
const size_t n_shared_steps = ARRAY_SIZE(shared_steps);

const Step arrival_steps[] = {
        /* Not of what has made it. */
        {"start a session", EXIT_SETUP_PROCESS, start_session},
        {"hand over the process", EXIT_SETUP_PROCESS, hand_over_itself},
};
const size_t n_arrival_steps = ARRAY_SIZE(arrival_steps);

const Step inside_steps[] = {
        /* Where nothing is left but what was asked for, and before anything of it is used. */
        {"look at what is mounted", EXIT_SETUP_ROOT, look_at_mounts},
        /* What is left is the same for whatever runs in here: payload_steps. */
        {"become the payload", EXIT_SETUP_PROCESS, become_payload},
        /* For who joins it later: now all of it is known. */
        {"write the record of the start", EXIT_SETUP_STATE, write_record},
};
const size_t n_inside_steps = ARRAY_SIZE(inside_steps);

/* Tells why it ends. */
_Noreturn static void end(const Start *start, const Failure *failure)
{
        channel_say_failed(start->channel_fd, failure);
        _exit(failure->status);
}

_Noreturn static void go_inside(Child *child)
{
        const Start *start = child->start;
        Failure failure;
        int r = 0;
        if (start->pids_fd >= 0)
                r = steps_run(arrival_steps, n_arrival_steps, child, start->step, &failure);
        if (r == 0)
                r = steps_run(inside_steps, n_inside_steps, child, start->step, &failure);
        if (r < 0)
                end(start, &failure);
        stage_done(&child->stage);
        /* From here on only the log and the status can tell what became of it. */
        r = channel_say_ready(start->channel_fd);
        if (r == 0)
                r = channel_wait_go(start->channel_fd);
        if (r == -EPIPE) {
                failure_set(&failure, EXIT_SETUP_PROCESS, 0,
                            "coslice-helper ended before it let the container go");
        } else if (r < 0) {
                failure_set(&failure, EXIT_SETUP_PROCESS, -r, "wait to be let go");
        } else {
                payload_execute(&child->parts, &child->payload, &failure);
        }
        dprintf(STDERR_FILENO, "%s\n", failure.text);
        _exit(failure.status);
}

_Noreturn void child_run(const Start *start)
{
        Child child = {.start = start, .stage = STAGE_NULL};
        child.stage.going = say_more;
        child.stage.going_context = &child;
        Failure failure;
        child.stage.ids = &start->ids;
        child.stage.step = start->step;
        child.stage.credentials_fd = start->credentials_fd;
        child.stage.input_fds = start->input_fds;
        child.stage.n_inputs = start->operations->n_inputs;
        int r = steps_run(child_steps, n_child_steps, &child, start->step, &failure);
        if (r == 0 && start->pids_fd < 0)
                go_inside(&child);
        if (r == 0)
                r = steps_run(shared_steps, n_shared_steps, &child, start->step, &failure);
        if (r < 0)
                end(start, &failure);
        _exit(EXIT_SUCCESS);
}
