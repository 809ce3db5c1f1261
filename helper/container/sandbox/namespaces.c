/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Namespaces. A user namespace belongs to the ids of who makes it, and what is counted per user is counted
 * for them: made by the host's root, one group's inotify watches or pending signals would be at the expense
 * of all others and of the host. So a child makes it with the range's first id, while it still has the
 * capabilities of root, without which hosts may refuse it (kernel.unprivileged_userns_clone=0); then it is
 * the root of that namespace, and what it makes belongs there. */
#include "helper/container/sandbox/namespaces.h"

#include "core/base/cleanup.h"
#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/common/groupids.h"
#include "helper/common/steps.h"
#include "helper/container/sandbox/sysctls.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/securebits.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* What the steps share. */
typedef struct Making {
        const UserNs *userns;
        const StrVec *sysctls;
        bool host_network;
        uint32_t base;
        int proc_fd;    /* of sysctls_open() */
        char *step;     /* of step.h: the child's while there is one */
        int channel_fd; /* the child's end in the child, else ours */
        pid_t pid;      /* the child */
        Namespaces *ret;
} Making;

void namespaces_done(Namespaces *namespaces)
{
        closep(&namespaces->net_fd);
        closep(&namespaces->ipc_fd);
        *namespaces = (Namespaces)NAMESPACES_NULL;
}

static int become_owner(void *context, Failure *failure)
{
        const Making *making = context;
        uid_t uid = making->base;
        gid_t gid = making->base;
        if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0 || setgroups(0, NULL) < 0 ||
            setresgid((gid_t)-1, gid, (gid_t)-1) < 0 || setresuid((uid_t)-1, uid, (uid_t)-1) < 0)
                return -errno;
        return 0; /* the parent sees who made the namespace */
}

static int new_userns(void *context, Failure *failure)
{
        if (unshare(CLONE_NEWUSER) == 0)
                return 0;
        if (errno == ENOSPC)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "make a user namespace: user.max_user_namespaces allows no more of them: "
                                   "raise it by sysctl, or write UserNS=host in [Group]");
        return -errno;
}

static int wait_map(void *context, Failure *failure)
{
        const Making *making = context;
        int r = channel_say_ready(making->channel_fd);
        return r < 0 ? r : channel_wait_go(making->channel_fd);
}

static int become_root(void *context, Failure *failure)
{
        return setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0 ? -errno : 0;
}

static int new_namespaces(void *context, Failure *failure)
{
        const Making *making = context;
        return unshare(CLONE_NEWIPC | (making->host_network ? 0 : CLONE_NEWNET)) < 0 ? -errno : 0;
}

/* ::1 comes with it. */
static int loopback_up(void *context, Failure *failure)
{
        const Making *making = context;
        struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
        if (making->host_network)
                return 0;
        _cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        return fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
}

static int open_network(void *context, Failure *failure)
{
        const Making *making = context;
        if (making->host_network) /* that is for its administrator to say */
                return 0;
        int r = sysctls_set(making->proc_fd, "net.ipv4.ip_unprivileged_port_start=0", failure);
        /* A group that the namespace hasn't got can't be named. */
        return r < 0 ? r
                     : sysctls_set(making->proc_fd,
                                   making->userns->own ? "net.ipv4.ping_group_range=0 65535"
                                                       : "net.ipv4.ping_group_range=0 2147483647",
                                   failure);
}

static int set_sysctls(void *context, Failure *failure)
{
        const Making *making = context;
        int r = 0;
        for (size_t i = 0; i < making->sysctls->n && r == 0; i++)
                r = sysctls_set(making->proc_fd, making->sysctls->items[i], failure);
        return r;
}

static const Step owned_steps[] = {
        {"become the first of the group's ids", EXIT_SETUP_SANDBOX, become_owner},
        {"make a user namespace", EXIT_SETUP_SANDBOX, new_userns},
        {"wait for the map of ids", EXIT_SETUP_SANDBOX, wait_map},
        {"become its root", EXIT_SETUP_SANDBOX, become_root},
};

static const Step steps[] = {
        {"make network and IPC namespaces", EXIT_SETUP_SANDBOX, new_namespaces},
        {"bring up the loopback interface", EXIT_SETUP_SANDBOX, loopback_up},
        /* Nobody else is in this network: its low ports are no privilege, and who may open a socket sends
         * pings. */
        {"open the network to all of the group", EXIT_SETUP_SANDBOX, open_network},
        /* By the namespaces' own root: those of IPC are refused to the host's. */
        {"set the sysctls of the group", EXIT_SETUP_SANDBOX, set_sysctls},
};

/* Until the parent has what it needs, or is gone. */
_Noreturn static void be_child(Making *making)
{
        Failure failure;
        int r = steps_run(owned_steps, ARRAY_SIZE(owned_steps), making, making->step, &failure);
        if (r == 0)
                r = steps_run(steps, ARRAY_SIZE(steps), making, making->step, &failure);
        if (r < 0)
                channel_say_failed(making->channel_fd, &failure);
        else if (channel_say_ready(making->channel_fd) == 0)
                (void)channel_wait_go(making->channel_fd);
        _exit(EXIT_SUCCESS);
}

#define WHAT "the namespaces" /* that the child sets up */

static int fork_child(void *context, Failure *failure)
{
        Making *making = context;
        int own, child;
        int r = channel_open(&own, &child);
        if (r < 0)
                return r;
        making->pid = fork();
        r = making->pid < 0 ? -errno : 0;
        if (making->pid == 0) {
                close(own); /* so that the parent's end is seen */
                making->channel_fd = child;
                be_child(making);
        }
        close(child);
        making->channel_fd = own;
        return r;
}

static int wait_child(void *context, Failure *failure)
{
        const Making *making = context;
        return channel_wait_ready(making->channel_fd, WHAT, making->step, NULL, failure);
}

static int open_of_child(const Making *making, const char *name, int flags)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/%s", making->pid, name);
        int fd = open(path, flags | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

static int write_map(const Making *making, const char *name, const IdMap *map, Failure *failure)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = userns_write_map(map, making->base, &text);
        _cleanup_close_ int fd = r < 0 ? r : open_of_child(making, name, O_WRONLY);
        /* The kernel takes a map in one write, whole or not at all. */
        if (fd < 0 || write(fd, text.text, text.length) != (ssize_t)text.length)
                return failure_set(failure, EXIT_SETUP_SANDBOX, fd < 0 ? -fd : errno,
                                   "write the %s of the group", name);
        return 0;
}

static int write_maps(void *context, Failure *failure)
{
        const Making *making = context;
        int r = write_map(making, "uid_map", &making->userns->uids, failure);
        if (r == 0)
                r = write_map(making, "gid_map", &making->userns->gids, failure);
        return r < 0 ? r : channel_say_go(making->channel_fd);
}

static int hold_of_child(void *context, Failure *failure)
{
        const Making *making = context;
        Namespaces *ret = making->ret;
        ret->net_fd = open_of_child(making, "ns/net", O_RDONLY);
        ret->ipc_fd = open_of_child(making, "ns/ipc", O_RDONLY);
        if (ret->net_fd < 0 || ret->ipc_fd < 0)
                return ret->net_fd < 0 ? ret->net_fd : ret->ipc_fd;
        GroupIds ids = GROUP_IDS_HOST;
        int r = groupids_find(making->userns, ret->ipc_fd, &ids);
        closep(&ids.fd);
        return r < 0 ? r : r > 0 || ids.base != making->base ? -EPERM : 0;
}

static int hold_own(void *context, Failure *failure)
{
        const Making *making = context;
        Namespaces *ret = making->ret;
        ret->net_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
        ret->ipc_fd = open("/proc/self/ns/ipc", O_RDONLY | O_CLOEXEC);
        return ret->net_fd < 0 || ret->ipc_fd < 0 ? -errno : 0;
}

static const Step parent_steps[] = {
        {"start a process that makes the namespaces", EXIT_SETUP_PROCESS, fork_child},
        {"wait for the user namespace", EXIT_SETUP_SANDBOX, wait_child},
        {"map the ids of the group", EXIT_SETUP_SANDBOX, write_maps},
        {"wait for the namespaces", EXIT_SETUP_SANDBOX, wait_child},
        {"hold the namespaces", EXIT_SETUP_SANDBOX, hold_of_child},
};

static int make_owned(Making *making, Failure *failure)
{
        int r = steps_run(parent_steps, ARRAY_SIZE(parent_steps), making, NULL, failure);
        int status = 0;
        closep(&making->channel_fd); /* the child's end */
        if (making->pid > 0)
                while (waitpid(making->pid, &status, 0) < 0 && errno == EINTR)
                        ;
        /* Whatever failed here is a consequence. */
        if (r < 0 && WIFSIGNALED(status))
                return failure_set(failure, EXIT_SETUP_PROCESS, 0, CHANNEL_KILLED, WHAT, making->step);
        return r;
}

int namespaces_make(const SandboxRequest *request, uint32_t base, char *step, Namespaces *ret,
                    Failure *failure)
{
        static const Step hold[] = {{"hold the namespaces", EXIT_SETUP_SANDBOX, hold_own}};
        _cleanup_close_ int proc_fd = sysctls_open(failure);
        if (proc_fd < 0)
                return proc_fd;
        Making making = {
                .userns = &request->userns,
                .sysctls = &request->sysctls,
                .host_network = request->host_network,
                .base = base,
                .proc_fd = proc_fd,
                .step = step,
                .channel_fd = -1,
                .pid = -1,
                .ret = ret,
        };
        if (making.userns->own)
                return make_owned(&making, failure);
        int r = steps_run(steps, ARRAY_SIZE(steps), &making, NULL, failure);
        return r < 0 ? r : steps_run(hold, ARRAY_SIZE(hold), &making, NULL, failure);
}
