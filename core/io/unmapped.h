/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ids that can't be mapped. Nothing depends on it but words. */
#pragma once

#include <stddef.h>

/* What there is to do about it. */
#define UNMAPPED_ROOT  "move it to ext4, xfs or btrfs, or write UserNS=host in [Group]"
#define UNMAPPED_IMAGE "have images on ext4, xfs or btrfs, or write UserNS=host in [Group]"
#define UNMAPPED_LOCAL "have volumes on ext4, xfs or btrfs, or write UserNS=host in [Group]"
#define UNMAPPED_VOLUME                                                        \
        "mount it read-only, or say which of its ids the group shall have by " \
        "UserNS=auto:uidmapping=C:H:N,gidmapping=C:H:N in [Group], or write UserNS=host"

#define UNMAPPED_OWNER "move it to ext4, xfs or btrfs, or leave owner= out"

/* "its file system (overlay) can't be id-mapped: …", of FD, to follow ":". */
void unmapped_explain(int fd, const char *advice, char *ret, size_t size);
