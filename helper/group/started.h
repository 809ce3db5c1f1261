/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The group's start: ExecStart= of coslice@GROUP.service. */
#pragma once

#include "core/base/diag.h"
#include "core/pid1/manager.h"

/* What group_started() answers beside 0. */
enum {
        GROUP_NOT_STARTED = 1, /* a container never became READY: why is in RET_WORDS */
};

/* Waits until each container was READY once in this start. 0, with the group's status in *RET_STATUS (SUMS at
 * its end); < 0 if PID 1 can't be asked. RET_WORDS gets a line for each container that is not up, and for
 * what they needed. */
int group_started(Manager *manager, const Group *group, const char *sums, DiagList *ret_words,
                  char **ret_status);
