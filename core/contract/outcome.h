/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a service's process ended, in words: of what PID 1 tells over D-Bus and of what it tells an
 * ExecStopPost=. */
#pragma once

#include "core/base/strbuf.h"

#include <stdint.h>

/* Appends "exited with status 3", "was killed by SIGSEGV and dumped core", "timed out, was killed by
 * SIGKILL", … to RET. RESULT is systemd's (systemd.exec(5), "SERVICE_RESULT"); CODE is CLD_EXITED,
 * CLD_KILLED, CLD_DUMPED, or 0 if no process is known of; STATUS the exit status or the signal. INIT: the
 * process is an init, which ends with 128 + the signal that ended the program. 0 or -ENOMEM. */
int outcome_add(const char *result, int32_t code, int32_t status, bool init, StrBuf *ret);

/* The same of what stands in systemd's variables SERVICE_RESULT, EXIT_CODE and EXIT_STATUS, each of which may
 * be NULL or something that nobody knows yet. */
int outcome_add_variables(const char *result, const char *code, const char *status, bool init, StrBuf *ret);
