/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Privileges, given up one after the other. That a call succeeds says nothing of what was set before: in the
 * end the kernel is asked what the process has. */
#include "helper/container/privilege/privilege.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/common/rootfd.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/capability.h"
#include "helper/container/privilege/seccomp.h"
#include "helper/container/texts/procstatus.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

/* IDENTITY_GROUPS_MAX groups of ten digits, and the rest. */
#define STATUS_MAX 16384

/* What the steps share. */
typedef struct Privileges {
        const PrivilegeWish *wish;
        const Identity *identity;
        uint64_t bounding, set; /* what was asked for: at most, and at once */
        uint64_t had;           /* before it entered the user namespace */
        uint64_t inherited;     /* of these, what its programs have too */
        Filter filter;          /* for its system calls */
        int status_fd;          /* /proc/self/status, which is read anew from its start; -1: not yet open */
        char text[STATUS_MAX];  /* of /proc/self/status, which STATUS points into */
        ProcStatus status;
} Privileges;

int privilege_forbid_tracing(void)
{
        if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
                return -errno;
        int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
        return dumpable < 0 ? -errno : dumpable > 0 ? -EPERM : 0;
}

int privilege_check_tracing(Failure *failure)
{
        char setting[2] = "";
        _cleanup_close_ int fd = open("/proc/sys/fs/suid_dumpable", O_RDONLY | O_CLOEXEC);
        if (fd < 0 || read(fd, setting, 1) < 0)
                return -errno;
        if (*setting != '1')
                return 0;
        return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                           "processes of the group could look into what starts a program beside them, since "
                           "fs.suid_dumpable is 1: set it to 0 or 2 by sysctl");
}

/* Where /proc lies is for the root's operations to see to; a file that is not the kernel's is none. */
static int open_status(int proc_fd)
{
        _cleanup_close_ int root = proc_fd >= 0 ? -1 : open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (proc_fd < 0 && root < 0)
                return -errno;
        _cleanup_close_ int fd = proc_fd >= 0
                                         ? rootfd_open(proc_fd, "self/status", O_RDONLY, LINKS_INSIDE)
                                         : rootfd_open(root, "/proc/self/status", O_RDONLY, LINKS_INSIDE);
        if (fd < 0)
                return fd;
        int r = mount_has_type(fd, PROC_SUPER_MAGIC);
        return r < 0 ? r : TAKE_FD(fd);
}

static int look(void *context, Failure *failure)
{
        Privileges *privileges = context;
        size_t size = 0;
        ssize_t n = 1;
        if (privileges->status_fd < 0)
                privileges->status_fd = open_status(privileges->wish->proc_fd);
        if (privileges->status_fd < 0)
                return privileges->status_fd;
        for (; n > 0 && size < STATUS_MAX - 1; size += (size_t)n) {
                n = pread(privileges->status_fd, privileges->text + size, STATUS_MAX - 1 - size, (off_t)size);
                if (n < 0)
                        return -errno;
        }
        if (n > 0)
                return -EFBIG;
        privileges->text[size] = '\0';
        return procstatus_parse(privileges->text, &privileges->status);
}

static int enter_userns(void *context, Failure *failure)
{
        Privileges *privileges = context;
        privileges->had = UINT64_MAX;
        if (privileges->wish->userns_fd < 0)
                return 0;
        /* In there it has all, whatever the unit's CapabilityBoundingSet= has taken away. */
        int r = capability_get(&privileges->had);
        if (r < 0)
                return r;
        return setns(privileges->wish->userns_fd, CLONE_NEWUSER) < 0 ? -errno : 0;
}

/* The helper's own id is nobody's in the group's namespace: as long as it is somebody's we are not there. */
static int look_inside(void *context, Failure *failure)
{
        const Privileges *privileges = context;
        int r = look(context, failure);
        bool inside = privileges->wish->userns_fd >= 0 || privileges->wish->inside;
        return r == 0 && inside && privileges->status.uids[0] == 0 ? -EPERM : r;
}

/* The helper has no handlers, but what it ignores would stay so over exec: systemd's default for SIGPIPE, for
 * one. */
static int reset_signals(void *context, Failure *failure)
{
        const Privileges *privileges = context;
        sigset_t none;
        for (int n = 1; n <= 64; n++)
                if ((privileges->status.ignored >> (n - 1) & 1) && sys_default_action(n) < 0)
                        return -errno;
        sigemptyset(&none);
        return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? -errno : 0;
}

static int new_keyring(void *context, Failure *failure)
{
        return sys_keyctl(KEYCTL_JOIN_SESSION_KEYRING, 0) < 0 && errno != ENOSYS ? -errno : 0;
}

/* What SET is here: all of it, or a failure that names the first that can't be had. */
static int resolve(const Privileges *privileges, const CapabilitySet *set, uint64_t *ret, Failure *failure)
{
        uint64_t missing;
        uint64_t had = privileges->status.bounding & privileges->had;
        int r = capability_resolve(set, had, ret, &missing);
        if (r < 0 || missing == 0)
                return r;
        return failure_set(
                failure, EXIT_SETUP_PRIVILEGE, 0,
                "choose the capabilities: number %d of capabilities(7) is asked for, but not to be "
                "had: the bounding set of coslice-helper itself is without it",
                __builtin_ctzll(missing));
}

/* A payload of root has all of its bounding set; that of another user what was asked for it by name, and
 * keeps it when it executes something. */
static int choose_capabilities(void *context, Failure *failure)
{
        static const CapabilitySet by_default = {.bits = CAPABILITIES_DEFAULT};
        Privileges *privileges = context;
        const CapabilitySet *set = &privileges->wish->capabilities;
        uint64_t users;
        int r = resolve(privileges, set->said ? set : &by_default, &privileges->bounding, failure);
        if (r == 0)
                r = resolve(privileges, &privileges->wish->user_capabilities, &users, failure);
        if (r < 0)
                return r;
        if (users & ~privileges->bounding)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" USER_CAPABILITIES_OPTION
                                   " has more than --" CAPABILITIES_OPTION);
        privileges->inherited = privileges->identity->uid == 0 ? 0 : users;
        privileges->set = privileges->identity->uid == 0 ? privileges->bounding : users;
        return 0;
}

static int bound_capabilities(void *context, Failure *failure)
{
        const Privileges *privileges = context;
        return capability_bound(privileges->status.bounding, privileges->bounding);
}

static int keep_capabilities(void *context, Failure *failure)
{
        return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

/* A copy in memory: what can fail of it is told before the payload is let go. */
static int make_filter(void *context, Failure *failure)
{
        Privileges *privileges = context;
        const SocketFamilies *more = &privileges->wish->sockets;
        SocketFamilies families = socket_families_default;
        if (privileges->wish->unconfined)
                return 0;
        if (privileges->wish->profile)
                return filter_copy(privileges->wish->profile, &privileges->filter);
        if (filter_builtin.n == 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "this build of coslice has no filter for system calls: say "
                                   "SeccompProfile=unconfined to run without one");
        families.families |= more->families;
        families.netlink |= more->netlink;
        return filter_make(&filter_builtin, privileges->bounding, &families, &privileges->filter);
}

/* Without no_new_privs it takes a capability that is about to be lost. */
static int load_filter(void *context, Failure *failure)
{
        const Privileges *privileges = context;
        const PrivilegeWish *wish = privileges->wish;
        return wish->new_privileges && !wish->unconfined ? seccomp_load(&privileges->filter, failure) : 0;
}

static int become_user(void *context, Failure *failure)
{
        const Identity *identity = ((const Privileges *)context)->identity;
        uid_t uid = identity->uid;
        gid_t gid = identity->gid;
        /* The groups first: the capability for them is gone with the user id. */
        if (setgroups(identity->n_groups, identity->groups) < 0 || setresgid(gid, gid, gid) < 0 ||
            setresuid(uid, uid, uid) < 0)
                return failure_set(failure, EXIT_SETUP_USER, errno, "become user %u and group %u", uid, gid);
        return 0;
}

static int set_capabilities(void *context, Failure *failure)
{
        const Privileges *privileges = context;
        return capability_set(privileges->set, privileges->inherited);
}

static int no_new_privileges(void *context, Failure *failure)
{
        const Privileges *privileges = context;
        if (privileges->wish->new_privileges)
                return 0;
        return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

static bool are_all(const uint32_t *ids, uint32_t id)
{
        return ids[0] == id && ids[1] == id && ids[2] == id && ids[3] == id;
}

static int read_back(void *context, Failure *failure)
{
        Privileges *privileges = context;
        const Identity *identity = privileges->identity;
        const ProcStatus *status = &privileges->status;
        int r = look(context, failure);
        if (r < 0)
                return r;
        const struct {
                const char *what;
                bool right;
        } looks[] = {
                {"user", are_all(status->uids, identity->uid)},
                {"group", are_all(status->gids, identity->gid)},
                {"supplementary groups", procstatus_has_groups(status, identity->groups, identity->n_groups)},
                {"bounding set", status->bounding == privileges->bounding},
                {"permitted capabilities", status->permitted == privileges->set},
                {"effective capabilities", status->effective == privileges->set},
                {"inheritable capabilities", status->inheritable == privileges->inherited},
                {"ambient capabilities", status->ambient == privileges->inherited},
                {"no_new_privs", status->no_new_privs == !privileges->wish->new_privileges},
                {"signals", status->ignored == 0 && status->blocked == 0},
        };
        for (size_t i = 0; i < ARRAY_SIZE(looks); i++)
                if (!looks[i].right)
                        return failure_set(
                                failure, EXIT_SETUP_PRIVILEGE, 0,
                                "read the privileges back: the %s of the process: not what was asked for",
                                looks[i].what);
        return 0;
}

const Step privilege_steps[] = {
        /* With all capabilities in there and none outside. Only now: mounts and processes stay in namespaces
         * of the host's, where no capability of the payload counts. */
        {"enter the user namespace of the group", EXIT_SETUP_PRIVILEGE, enter_userns},
        /* What there is to be reset and dropped: of 64 signals and some 40 capabilities most are not. */
        {"look at the process", EXIT_SETUP_PRIVILEGE, look_inside},
        {"reset the signals", EXIT_SETUP_PROCESS, reset_signals},
        /* Keys of the session that started the helper are not the payload's. */
        {"make a session keyring", EXIT_SETUP_PRIVILEGE, new_keyring},
        /* Before anything is dropped: what was asked for and can't be had runs nothing. */
        {"choose the capabilities", EXIT_SETUP_PRIVILEGE, choose_capabilities},
        /* What is dropped from the bounding set no program of the image gives back. It takes CAP_SETPCAP,
         * which another user than root is about to lose. */
        {"limit the capabilities", EXIT_SETUP_PRIVILEGE, bound_capabilities},
        /* So that the sets outlive the change of ids; exec takes it back. */
        {"keep capabilities", EXIT_SETUP_PRIVILEGE, keep_capabilities},
        {"make the filter for system calls", EXIT_SETUP_PRIVILEGE, make_filter},
        /* The payload's own calls are those behind "go", and the filter comes then, but where it can't. */
        {"load the filter where new privileges are allowed", EXIT_SETUP_PRIVILEGE, load_filter},
        {"become the user", EXIT_SETUP_USER, become_user},
        /* After the ids: dropped before them, CAP_SETUID would be missing, and what is left would still be
         * the host's root. */
        {"set the capabilities", EXIT_SETUP_PRIVILEGE, set_capabilities},
        /* For good, also in what the payload executes. */
        {"set no_new_privs", EXIT_SETUP_PRIVILEGE, no_new_privileges},
        {"read the privileges back", EXIT_SETUP_PRIVILEGE, read_back},
};
const size_t n_privilege_steps = ARRAY_SIZE(privilege_steps);

int privilege_drop(const PrivilegeWish *wish, const Identity *identity, char *shared_step, Granted *ret,
                   Failure *failure)
{
        Privileges privileges = {.wish = wish, .identity = identity, .status_fd = -1};
        int r = steps_run(privilege_steps, n_privilege_steps, &privileges, shared_step, failure);
        closep(&privileges.status_fd);
        if (r < 0)
                filter_done(&privileges.filter);
        *ret = (Granted){privileges.bounding, privileges.filter};
        return r;
}
