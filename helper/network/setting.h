/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of interfaces, /proc/sys/net/ipv4/conf and ipv6/conf, of the network namespace that this process
 * is in. */
#pragma once

#include <stdbool.h>

/* INTERFACE may be "all" or "default". 0; -ENOENT: this kernel, or without IPv6, has none; or -errno. */
int setting_read(bool v6, const char *interface, const char *name, int *ret);

/* Nothing is written where it has VALUE already: others may not be writable, or have their effects. 0 or
 * -errno as above; RET_CHANGED (or NULL): whether it had another one. */
int setting_write(bool v6, const char *interface, const char *name, int value, bool *ret_changed);

/* Whether IPv6 is there, and not switched off for all interfaces or for new ones. */
bool setting_has_ipv6(void);
