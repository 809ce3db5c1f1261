/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Environment files in systemd's syntax, systemd.exec(5) EnvironmentFile=. Pure. */
#pragma once

#include "core/strbuf.h"

/* What envfile_parse() answers beside 0 and -ENOMEM. */
enum {
        ENVFILE_NOT_TEXT = 1, /* holds a NUL or bytes that are not UTF-8 */
};

/* Appends the assignments of TEXT, SIZE bytes, to RET as NAME=VALUE, in their order, also when a name comes
 * twice. As systemd does it, a line without "=" is passed over, and so is one whose name holds blanks or
 * control characters ("export A=b"): the first of those is returned in RET_IGNORED, counted from 1, 0 for
 * none. */
int envfile_parse(const char *text, size_t size, StrVec *ret, unsigned *ret_ignored);
