/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of an end, by the command that systemd runs after it: it has $SERVICE_RESULT, $EXIT_CODE and
 * $EXIT_STATUS, systemd.exec(5). */
#pragma once

#include "helper/container/request/clean.h"

/* $SERVICE_RESULT; "" where nobody says. */
const char *end_result(void);

/* Tells the group's journal how the container has ended, and its status if that was for the init's sake. */
void end_tell(const CleanRequest *request, int notify_fd);

/* Tells the group's journal how its init has ended, unless that was a success. */
void end_tell_init(const char *group);

/* A start of NAME (step.h) that was killed could not say at what it was: this says it in its place. */
void end_tell_killed(const char *group, const char *name, int notify_fd);
