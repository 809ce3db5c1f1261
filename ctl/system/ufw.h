/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ufw drops what the host forwards, unless it is told otherwise. Its files are read, since the kernel's rules
 * don't say whose they are. */
#pragma once

#include <stdbool.h>

/* Whether a ufw with these files drops what groups send and are sent, names that they ask the host for too:
 * SWITCH, ufw.conf; DEFAULTS, /etc/default/ufw; RULES, user.rules. Pure. */
bool ufw_would_drop(const char *switch_text, const char *defaults, const char *rules);

/* The same of this host's. false where there is none, or its files can't be read, which takes root. */
bool ufw_drops(void);
