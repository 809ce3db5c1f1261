/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exit statuses as systemd's SuccessExitStatus= takes them. */
#pragma once

#include "core/contract/signals.h"

/* An exit status: 0–255, a name of systemd.exec(5) that programs use ("TEMPFAIL"), or a signal. Gives it in
 * systemd's spelling. 0, > 0 if TEXT is none, -ENOMEM. */
int exit_status_normalize(const char *text, char **ret);

/* The signal that a normalized exit status is, or 0: "3" is none, "SIGHUP" is 1. */
int exit_status_signal(const char *status);

/* What becomes of a program at SIGNAL, which it does not handle, and what systemd makes of that. */
typedef enum SignalEnd {
        SIGNAL_NONE,    /* it lives on */
        SIGNAL_CLEAN,   /* it ends, which is a success: systemd.service(5), SuccessExitStatus= */
        SIGNAL_UNCLEAN, /* it ends, and that is a failure */
} SignalEnd;
SignalEnd signal_end(int number);
