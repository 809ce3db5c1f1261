/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line in the journal of another unit, by journald's native protocol. */
#pragma once

/* PRIORITY: of syslog(3). TEXT: one line, control characters are made visible. OBJECT is the unit that it is
 * about: `journalctl -u OBJECT` shows it too, since root has written it. 0 or -errno. */
int journal_tell(const char *object, int priority, const char *text);
