/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Privileges, given up one after the other. What was given up is read back and compared: that a call succeeds
 * says nothing of what was set before. */
#include "helper/container/privilege/privilege.h"

#include "core/contract/contract.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/capability.h"

#include <errno.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <string.h>
#include <sys/prctl.h>

static int new_keyring(void *context, Failure *failure)
{
        return sys_keyctl(KEYCTL_JOIN_SESSION_KEYRING, 0) < 0 && errno != ENOSYS ? -errno : 0;
}

static int bound_capabilities(void *context, Failure *failure)
{
        return capability_bound(capability_default);
}

static int keep_capabilities(void *context, Failure *failure)
{
        return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

static int set_ids(const Identity *identity)
{
        uid_t uids[3];
        gid_t gids[3];
        gid_t groups[IDENTITY_GROUPS_MAX];
        /* The groups first: the capability for them is gone with the user id. */
        if (setgroups(identity->n_groups, identity->groups) < 0 ||
            setresgid(identity->gid, identity->gid, identity->gid) < 0 ||
            setresuid(identity->uid, identity->uid, identity->uid) < 0)
                return -errno;
        int n = getgroups(IDENTITY_GROUPS_MAX, groups);
        if (n < 0 || getresuid(uids, uids + 1, uids + 2) < 0 || getresgid(gids, gids + 1, gids + 2) < 0)
                return -errno;
        for (int i = 0; i < 3; i++)
                if (uids[i] != identity->uid || gids[i] != identity->gid)
                        return -EPERM;
        if ((size_t)n != identity->n_groups)
                return -EPERM;
        /* The kernel keeps them sorted: compared as sets. */
        for (size_t i = 0; i < identity->n_groups; i++) {
                int k = 0;
                while (k < n && groups[k] != identity->groups[i])
                        k++;
                if (k == n)
                        return -EPERM;
        }
        return 0;
}

static int become_user(void *context, Failure *failure)
{
        const Identity *identity = context;
        int r = set_ids(identity);
        return r < 0 ? failure_set(failure, EXIT_SETUP_USER, -r, "become user %u and group %u", identity->uid,
                                   identity->gid)
                     : 0;
}

static int set_capabilities(void *context, Failure *failure)
{
        const Identity *identity = context;
        return capability_set(identity->uid == 0 ? capability_default : 0);
}

static int no_new_privileges(void *context, Failure *failure)
{
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                return -errno;
        int set = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
        return set == 1 ? 0 : set < 0 ? -errno : -EPERM;
}

const Step privilege_steps[] = {
        /* Keys of the session that started the helper are not the payload's. */
        {"make a session keyring", EXIT_SETUP_PRIVILEGE, new_keyring},
        /* What is dropped from the bounding set no program of the image gives back. It takes CAP_SETPCAP,
         * which another user than root is about to lose. */
        {"limit the capabilities", EXIT_SETUP_PRIVILEGE, bound_capabilities},
        /* So that the sets outlive the change of ids; exec takes it back. */
        {"keep capabilities", EXIT_SETUP_PRIVILEGE, keep_capabilities},
        {"become the user", EXIT_SETUP_USER, become_user},
        /* After the ids: dropped before them, CAP_SETUID would be missing, and what is left would still be
         * the host's root. */
        {"set the capabilities", EXIT_SETUP_PRIVILEGE, set_capabilities},
        /* For good, also in what the payload executes. */
        {"set no_new_privs", EXIT_SETUP_PRIVILEGE, no_new_privileges},
};
const size_t n_privilege_steps = ARRAY_SIZE(privilege_steps);

int privilege_drop(const Identity *identity, char *shared_step, Failure *failure)
{
        return steps_run(privilege_steps, n_privilege_steps, (void *)identity, shared_step, failure);
}
