/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/PID/mountinfo, proc_pid_mountinfo(5). */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct MountLine {
        uint64_t id;         /* STATX_MNT_ID of what lies on it */
        uint64_t attributes; /* MOUNT_ATTR_RDONLY, NOSUID, NODEV, NOEXEC */
        dev_t device;        /* of the file system */
        const char *type;    /* of the file system; "" where the line ends before it */
        const char *root;    /* what of the file system is mounted, "\040" and the like resolved */
        const char *place;   /* and where */
} MountLine;

/* Takes LINE apart, which is written over and which RET points into. False if it is no such line. */
bool mountinfo_parse(char *line, MountLine *ret);
