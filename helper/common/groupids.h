/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ids of a group as the host sees them, and files made in their name. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/userns.h"

#include <sys/types.h>

typedef struct GroupIds {
        const UserNs *userns; /* borrowed; NULL as one that is not the group's own: ids are what they are */
        uint32_t base;        /* of the group's range */
        int fd;               /* of the user namespace, where it was found; else -1 */
} GroupIds;

#define GROUP_IDS_HOST   \
        {                \
                .fd = -1 \
        }

static inline bool groupids_own(const GroupIds *ids)
{
        return ids->userns && ids->userns->own;
}

/* The host's id for one in the container; -1 if there is none. */
uid_t groupids_uid(const GroupIds *ids, uid_t uid);
gid_t groupids_gid(const GroupIds *ids, gid_t gid);

/* Finds IDS->fd and IDS->base, by IPC_FD, an IPC namespace of the group's, which its user namespace owns, and
 * which was made by the range's first id (ioctl_ns(2), NS_GET_OWNER_UID). 1 if that is not what USERNS says:
 * the host's, or not; 0; or -errno. IDS->fd is the caller's to close. */
int groupids_find(const UserNs *userns, int ipc_fd, GroupIds *ids);

/* The same of GROUP, which runs, where nothing else than what USERNS says will do. 0; -EINVAL with FAILURE if
 * it was started otherwise; or -errno. */
int groupids_demand(const UserNs *userns, const char *group, int ipc_fd, GroupIds *ids, Failure *failure);

/* From now on this process makes files as the group's root does, with the capabilities that it has: what an
 * overlay copies up and what is made in a container's root is not the host's root's, which the group can't
 * change. 0 or -errno. */
int groupids_act_as_group(const GroupIds *ids);
/* As itself again. 0 or -errno. */
int groupids_act_as_host(const GroupIds *ids);
