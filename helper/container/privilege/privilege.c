/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Privileges, given up one after the other. */
#include "helper/container/privilege/privilege.h"

#include "core/contract/contract.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/capability.h"

#include <errno.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <string.h>
#include <sys/prctl.h>

static int privilege_step(Failure *failure, int r, const char *step)
{
        return r < 0 ? failure_set(failure, EXIT_SETUP_PRIVILEGE, -r, "%s", step) : 0;
}

/* Keys of the session that started the helper are not the payload's. */
static int new_keyring(void)
{
        return sys_keyctl(KEYCTL_JOIN_SESSION_KEYRING, 0) < 0 && errno != ENOSYS ? -errno : 0;
}

static int set_ids(const Identity *identity)
{
        uid_t uids[3];
        gid_t gids[3];
        gid_t groups[IDENTITY_GROUPS_MAX];
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

static int no_new_privileges(void)
{
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                return -errno;
        int set = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
        return set == 1 ? 0 : set < 0 ? -errno : -EPERM;
}

int privilege_drop(const Identity *identity, Failure *failure)
{
        int r = privilege_step(failure, new_keyring(), "make a session keyring");
        if (r == 0)
                r = privilege_step(failure, capability_bound(capability_default), "limit the capabilities");
        /* So that the sets outlive the change of ids; exec takes it back. */
        if (r == 0)
                r = privilege_step(failure, prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 ? -errno : 0,
                                   "keep capabilities");
        if (r == 0) {
                r = set_ids(identity);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_USER, -r, "become user %u and group %u",
                                           identity->uid, identity->gid);
        }
        if (r == 0)
                r = privilege_step(failure, capability_set(identity->uid == 0 ? capability_default : 0),
                                   "set the capabilities");
        if (r == 0)
                r = privilege_step(failure, no_new_privileges(), "set no_new_privs");
        return r;
}
