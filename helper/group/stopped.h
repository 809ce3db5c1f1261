/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The group's end: ExecStopPost= of coslice@GROUP.service. Not ExecStop=, which systemd skips after a start
 * that failed. */
#pragma once

#include "core/base/diag.h"
#include "core/base/strbuf.h"
#include "core/pid1/manager.h"

/* What group_stopped() answers beside 0. */
enum {
        GROUP_FAILED = 1, /* a container had failed by itself, or something is left: the group failed */
};

/* Adds the containers of which PID 1 has units, for a group whose command line names none. < 0 if PID 1 can't
 * be asked. */
int group_loaded_containers(Manager *manager, const char *name, StrVec *ret);

/* Waits until containers, volumes and sandbox are down; takes down what a failed start left (BROKEN) and what
 * the definition no longer has. < 0 if PID 1 can't be asked. RET_WORDS gets a line for each container that
 * failed or is left, frozen or with a process that can't be killed, and for what the sandbox could not
 * remove; one that failed at a stop that was asked for, or when a failed start was taken down, is named,
 * forgotten by systemd and not counted. */
int group_stopped(Manager *manager, const Group *group, bool broken, DiagList *ret_words);
