/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The environment files of a container, read as systemd.exec(5) has it for EnvironmentFile=. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

/* UNTRUSTED: as in hostpath.h. Appends what the files of ENTRIES assign to RET, as NAME=VALUE. An entry is a
 * host path or a wildcard expression (glob(7)) with the files in the order of their names; "-" in front:
 * there may be none. What is passed over, and what Docker would read otherwise, is told on stderr. 0 or
 * -errno with FAILURE. */
int envfiles_read(const StrVec *entries, const StrVec *untrusted, StrVec *ret, Failure *failure);
