/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All namespaces are joined at once: one that is the host's can't be joined any more once the group's user
 * namespace was. So the program's process is made inside and never has a right on the host. */
#include "helper/container/exec/join.h"

#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/common/syscalls.h"
#include "helper/container/exec/target.h"
#include "helper/container/privilege/apparmor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>

/* Namespaces, and which the process is in: its own of the container, or one that the group has pinned. */
typedef struct Namespace {
        const char *name; /* in /proc/PID/ns */
        int flag;         /* of clone(2) */
} Namespace;

static const Namespace namespaces[] = {
        {"user", CLONE_NEWUSER},     {"mnt", CLONE_NEWNS},  {"pid_for_children", CLONE_NEWPID},
        {"cgroup", CLONE_NEWCGROUP}, {"uts", CLONE_NEWUTS}, {"net", CLONE_NEWNET},
        {"ipc", CLONE_NEWIPC},
};

/* What the steps share. */
typedef struct Joiner {
        const Join *join;
        int folder_fd;                              /* /proc/PID/ns of its own, of the host's /proc */
        struct stat before[ARRAY_SIZE(namespaces)]; /* where it was */
} Joiner;

/* As a unit starts what it executes, which nobody's shell has part in. */
static int reset_domain(void *context, Failure *failure)
{
        return personality(PER_LINUX) < 0 || prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}

static int allow_limits(void *context, Failure *failure)
{
        const Joiner *joiner = context;
        return rlimits_allow(&joiner->join->limits);
}

static int choose_apparmor(void *context, Failure *failure)
{
        const Joiner *joiner = context;
        const char *chosen;
        return apparmor_choose(joiner->join->record->label, &chosen, failure);
}

static int look(const Joiner *joiner, size_t i, struct stat *ret)
{
        return fstatat(joiner->folder_fd, namespaces[i].name, ret, 0) < 0 ? -errno : 0;
}

static int look_before(void *context, Failure *failure)
{
        Joiner *joiner = context;
        int r = 0;
        joiner->folder_fd = open("/proc/self/ns", O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (joiner->folder_fd < 0)
                return -errno;
        for (size_t i = 0; i < ARRAY_SIZE(namespaces) && r == 0; i++)
                r = look(joiner, i, joiner->before + i);
        return r;
}

static int join_all(void *context, Failure *failure)
{
        const Join *join = ((const Joiner *)context)->join;
        int flags = 0;
        for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++)
                /* Nobody can join the user namespace that it is in. */
                if (namespaces[i].flag != CLONE_NEWUSER || groupids_own(&join->ids))
                        flags |= namespaces[i].flag;
        return setns(join->target_fd, flags) < 0 ? -errno : 0;
}

static bool is_same(const struct stat *one, const struct stat *other)
{
        return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* The namespace of the group that FLAG's must be, -1 if it must not be the host's, no more. */
static int pinned_of(const Join *join, int flag)
{
        return flag == CLONE_NEWNET    ? join->net_fd
               : flag == CLONE_NEWIPC  ? join->ipc_fd
               : flag == CLONE_NEWUSER ? join->ids.fd
               : flag == CLONE_NEWPID  ? join->pids_fd
                                       : -1;
}

/* A process of the container may have gone on to namespaces of its own. */
static int look_after(void *context, Failure *failure)
{
        const Joiner *joiner = context;
        const Join *join = joiner->join;
        for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
                int flag = namespaces[i].flag, pinned = pinned_of(join, flag);
                struct stat now, expected;
                int r = look(joiner, i, &now);
                if (r < 0)
                        return r;
                if (pinned >= 0 && fstat(pinned, &expected) < 0)
                        return -errno;
                bool host = is_same(&now, joiner->before + i);
                bool right = pinned >= 0 ? is_same(&now, &expected) : flag == CLONE_NEWUSER ? host : !host;
                if (!right)
                        return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                           "look where it is: the process of container %s is not in the %s "
                                           "namespace that it was started in",
                                           join->request->container, namespaces[i].name);
        }
        return 0;
}

static int start_session(void *context, Failure *failure)
{
        const Joiner *joiner = context;
        struct clone_args args = {.flags = CLONE_PARENT};
        pid_t pid = sys_clone3(&args, sizeof args);
        if (pid < 0)
                return -errno;
        if (pid == 0) {
                close(joiner->folder_fd);
                session_run(joiner->join);
        }
        joiner->join->shared->pid = pid;
        return 0;
}

const Step join_steps[] = {
        {"reset the execution domain", EXIT_SETUP_PROCESS, reset_domain},
        /* Where the container has more than the helper; inside a limit can only become less. */
        {"allow the container's limits", EXIT_SETUP_PROCESS, allow_limits},
        /* Kept until the program is executed, by a child too; it takes the host's /proc. */
        {"choose the AppArmor profile", EXIT_SETUP_PRIVILEGE, choose_apparmor},
        {"look where it is before", EXIT_SETUP_SANDBOX, look_before},
        {"join the namespaces of the container", EXIT_SETUP_SANDBOX, join_all},
        {"look where it is", EXIT_SETUP_SANDBOX, look_after},
        /* A child of the helper, so that it hears how the program ends. From here on the shared step is its
         * own: session_steps. */
        {"start a process in the container", EXIT_SETUP_PROCESS, start_session},
};
const size_t n_join_steps = ARRAY_SIZE(join_steps);

_Noreturn void join_run(const Join *join)
{
        Joiner joiner = {.join = join, .folder_fd = -1};
        Failure failure;
        int r = steps_run(join_steps, n_join_steps, &joiner, join->shared->step, &failure);
        if (r == -ESRCH)
                target_ended(join->request->group, join->request->container, &failure);
        if (r < 0)
                channel_say_failed(join->channel_fd, &failure);
        _exit(r < 0 ? failure.status : 0);
}
