/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a program in a container that runs, as the container's own process was started, and stays until it has
 * ended: the helper itself never enters. */
#pragma once

#include "helper/common/steps.h"
#include "helper/container/request/exec.h"

/* What it does, in order. */
extern const Step exec_steps[];
extern const size_t n_exec_steps;

/* WORDS: of the command line, of whose copy REQUEST was read; they are overwritten where a process of the
 * container could read them. RET_STATUS: the program's exit status, or 128 and the signal that has ended it.
 * 0; or -errno with FAILURE, of which 126 and 127 are a program's that can't be executed or isn't there. */
int exec_program(const ExecRequest *request, char **words, int *ret_status, Failure *failure);
