/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Verbs that people look for here, from systemctl, Podman, Docker, compose: what does it today. */
#pragma once

#include "core/base/strbuf.h"

enum { ELSEWHERE_NONE = 1 };

/* Appends what does the work of VERB, a sentence that begins with "there is no". ARGUMENTS, which end with
 * NULL, are what was said behind it: the group or container that they name stands in the command, ready to be
 * pasted. 0; ELSEWHERE_NONE if nobody knows such a verb; -ENOMEM. */
int elsewhere_describe(const char *verb, char **arguments, StrBuf *buf);
