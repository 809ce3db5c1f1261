/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starts the init of a group whose containers share a process namespace, and pins that. As with a container
 * it becomes a child of systemd's own, and no process of ours stays. */
#pragma once

#include "helper/common/steps.h"
#include "helper/container/request/init.h"

/* What it does, in order. */
extern const Step init_steps[];
extern const size_t n_init_steps;

/* NOTIFY_FD: from notify_open(). Returns when the init was let go (0), or when it is certain that it never
 * runs (-errno with FAILURE). */
int init_start(const InitRequest *request, int notify_fd, Failure *failure);
