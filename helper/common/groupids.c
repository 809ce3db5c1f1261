/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ids of a group. */
#include "helper/common/groupids.h"

#include "core/base/cleanup.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <linux/nsfs.h>
#include <linux/securebits.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

uid_t groupids_uid(const GroupIds *ids, uid_t uid)
{
        return !groupids_own(ids) ? uid : userns_host_id(&ids->userns->uids, ids->base, uid);
}

gid_t groupids_gid(const GroupIds *ids, gid_t gid)
{
        return !groupids_own(ids) ? gid : userns_host_id(&ids->userns->gids, ids->base, gid);
}

int groupids_find(const UserNs *userns, int ipc_fd, GroupIds *ids)
{
        uid_t owner;
        _cleanup_close_ int fd = ioctl(ipc_fd, NS_GET_USERNS);
        if (fd < 0 || ioctl(fd, NS_GET_OWNER_UID, &owner) < 0)
                return -errno;
        bool own = owner >= USERNS_FIRST && owner <= USERNS_LAST;
        if (own != userns->own)
                return 1;
        *ids = (GroupIds){.userns = userns, .fd = own ? TAKE_FD(fd) : -1, .base = own ? owner : 0};
        return 0;
}

int groupids_demand(const UserNs *userns, const char *group, int ipc_fd, GroupIds *ids, Failure *failure)
{
        int r = groupids_find(userns, ipc_fd, ids);
        if (r <= 0)
                return r;
        return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                           "group %s was started %s a user namespace of its own, and its definition says "
                           "otherwise now: restart the group",
                           group, userns->own ? "without" : "with");
}

/* SET answers with what was there before, whether or not it did anything. */
static int set_id(int (*set)(unsigned), unsigned id)
{
        int before = set(id), now = before < 0 ? before : set((unsigned)-1);
        return now < 0 ? -errno : (unsigned)now == id ? 0 : -EPERM;
}

static int set_ids(uid_t uid, gid_t gid)
{
        int r = set_id(setfsgid, gid);
        return r < 0 ? r : set_id(setfsuid, uid);
}

int groupids_act_as_group(const GroupIds *ids)
{
        if (!groupids_own(ids))
                return 0;
        /* Else a file system's id other than 0 would cost the capabilities over files. */
        if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) < 0)
                return -errno;
        return set_ids(groupids_uid(ids, 0), groupids_gid(ids, 0));
}

int groupids_act_as_host(const GroupIds *ids)
{
        return !groupids_own(ids) ? 0 : set_ids(0, 0);
}
