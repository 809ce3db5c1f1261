/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signals by name, as definitions and images have them. Pure. */
#pragma once

#include "core/base/strbuf.h"

#define SIGNAL_LAST 64 /* SIGRTMAX of Linux */

/* "SIGTERM", "TERM", "RTMIN+3", "RTMAX-1" (any case) or a number → the signal; -EINVAL if it is none. */
int signal_from_text(const char *text);

/* "SIGTERM"; "RTMIN+3" for real-time signals, as systemd writes them. Appends; 0 or -ENOMEM. */
int signal_add_name(StrBuf *buf, int number);
