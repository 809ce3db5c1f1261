/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Resources of setrlimit(2) by name. Pure. */
#pragma once

/* The resource that TEXT, up to a "=", names in any case, as systemd's Limit…= has it: "NOFILE"; NULL if
 * there is none. */
const char *limitname_find(const char *text);
