/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel says of a process: its ids, capabilities and signals as /proc/PID/status has them,
 * proc_pid_status(5). One look at all of it. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct ProcStatus {
        uid_t uids[4]; /* real, effective, saved, of the file system */
        gid_t gids[4];
        const char *groups; /* the supplementary ones, behind the blank in the text */
        uint64_t inheritable, permitted, effective, bounding, ambient; /* bit N: capability N */
        uint64_t blocked, ignored;                                     /* bit N - 1: signal N */
        uint64_t no_new_privs;
} ProcStatus;

/* Takes TEXT apart, which RET points into. 0 or -EBADMSG: a line is not there, or is not as the kernel writes
 * it. */
int procstatus_parse(const char *text, ProcStatus *ret);

/* Whether the supplementary groups are these N, each of which stands once in GROUPS, in whatever order. */
bool procstatus_has_groups(const ProcStatus *status, const gid_t *groups, size_t n);
