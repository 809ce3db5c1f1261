/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Maps of ids for volumes whose top directory is to appear as somebody else's. */
#pragma once

#include "helper/common/groupids.h"

#include <sys/stat.h>

/* A user namespace for mount_clone_mapped(): files have inside the owner that they have on the disk, but
 * those of TOP's owner are UID's and GID's of the group, and those of UID and GID are nobody's. A descriptor;
 * or -errno, with WHY, MOUNT_WHY_MAX bytes, if there are better words. */
int ownermap_make(const GroupIds *ids, const struct stat *top, uint32_t uid, uint32_t gid, char *why);
