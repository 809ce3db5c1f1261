/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Time zones by name: which are written, and where the host has them. Pure. */
#pragma once

#include <stdbool.h>

#define TIMEZONE_LOCAL      "local" /* the host's own */
#define TIMEZONE_LOCAL_FILE "/etc/localtime"
#define TIMEZONE_DIR        "/usr/share/zoneinfo"
#define TIMEZONE_RULE       "a time zone like Europe/Berlin, or local"

/* Whether NAME is such a name, of which a file of the host's can be made: letters, digits, "+", "-" and "_",
 * in parts with "/" between them; TIMEZONE_LOCAL is one. Whether there is such a zone the host knows. */
bool timezone_is_valid(const char *name);
