/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What verbs share that run a program of their user's: their failures, which are told from the program's own
 * by the status. */
#pragma once

#include "core/base/cleanup.h"
#include "ctl/find/address.h"

/* Says on standard error why VERB comes to nothing, made fit for a terminal. Returns EXIT_SESSION. */
int session_fail(const char *verb, const char *format, ...) _printf_(2, 3);

/* The same, of a failed call: -errno. */
int session_error(const char *verb, int error, const char *what);

/* The same, of what PID 1 knows nothing of: that it does not run, or, by the definitions, that it does not
 * exist.
 */
int session_unknown(const char *verb, const Address *address);
