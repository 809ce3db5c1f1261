/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where people look: the log of a unit, and its status. */
#pragma once

#include "core/base/failure.h"

/* Says it on standard error, and as the status of NOTIFY_FD's unit, sd_notify(3); < 0: not there. */
void report_failure(const Failure *failure, int notify_fd);
