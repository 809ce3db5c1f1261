/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A log stream to journald that names the unit it belongs to. sd_journal_stream_fd(3) leaves that to
 * journald, which looks it up by the writer's process: too late for a writer that has ended. */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>

/* Opens a stream for lines of IDENTIFIER, as UNIT's, with PRIORITY of syslog(3); a "<N>" at the beginning of
 * a line is text. journald takes the unit's name only from uid 0. A descriptor or -errno. */
int stream_open(const char *identifier, const char *unit, int priority);

/* Whether FD is the stream to journald that the variable JOURNAL_STREAM names, NULL for none
 * (systemd.exec(5)). */
bool stream_is(int fd, const char *journal_stream);
