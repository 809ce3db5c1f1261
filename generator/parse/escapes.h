/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other languages' escapes, which are plain text in a group file: systemd's specifiers and "%%", its "$$" and
 * "${…}", which compose has too. Pure. */
#pragma once

#include "generator/language/keys.h"

/* Appends each kind that KEY's VALUE has, once, in their order: `"%h", "%%" and "${…}"`. Dates and other
 * formats are none, and neither is what belongs to a shell's own command line. The number of kinds, or
 * -ENOMEM. */
int escapes_find(const Key *key, const char *value, StrBuf *buf);
