/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages to systemd, sd_notify(3): the protocol is a datagram of lines, which is less than libsystemd's
 * half millisecond of loading. */
#pragma once

#include "core/base/cleanup.h"

#include <sys/types.h>

/* Opens the socket named by ADDRESS, the value of NOTIFY_SOCKET: a path or "@name". A descriptor or -errno.
 */
int notify_open(const char *address);

/* Sends LINES, "NAME=VALUE\n…". 0 or -errno. */
int notify_send(int fd, const char *lines);

/* "STATUS=TEXT", with control characters made visible; cut where it is too long for systemd. 0 or -errno. */
int notify_status(int fd, const char *text);

/* PID is the service from now on, and it is ready: in one message, since systemd must never see one without
 * the other. 0 or -errno. */
int notify_ready(int fd, pid_t pid);

/* A copy of STORED lies with systemd as NAME from then on, whatever becomes of this process (FDSTORE=1), and
 * whatever poll(2) says of it. 0 or -errno. */
int notify_store(int fd, const char *name, int stored);
/* What lies there as NAME doesn't any more. 0 or -errno. */
int notify_unstore(int fd, const char *name);

/* Waits until systemd has read all that was sent before, without a time limit: the unit's own is the limit. 0
 * or -errno. */
int notify_barrier(int fd);
