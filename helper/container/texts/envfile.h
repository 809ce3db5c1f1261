/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Environment files in systemd's syntax, systemd.exec(5) EnvironmentFile=. Pure. */
#pragma once

#include "core/base/strbuf.h"

/* What envfile_parse() answers beside 0 and -ENOMEM. */
enum {
        ENVFILE_NOT_TEXT = 1, /* holds a NUL or bytes that are not UTF-8 */
};

/* Lines, counted from 1, the first of their kind or 0. */
typedef struct EnvfileNotes {
        unsigned ignored; /* no assignment, as systemd has it */
        unsigned quoted;  /* a quote or a backslash that Docker and Podman take as it is */
} EnvfileNotes;

/* Appends the assignments of TEXT, SIZE bytes, to RET as NAME=VALUE, in their order, also when a name comes
 * twice. As systemd does it, a line without "=" is passed over, and so is one whose name holds blanks or
 * control characters ("export A=b"). */
int envfile_parse(const char *text, size_t size, StrVec *ret, EnvfileNotes *ret_notes);
