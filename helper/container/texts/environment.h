/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The payload's environment, made from nothing: what systemd gave the helper is not handed on. Pure. */
#pragma once

#include "core/base/strbuf.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

typedef struct EnvironmentParts {
        const char *home, *hostname, *group, *container;
        const StrVec *from_files, *own; /* NAME=VALUE of environment files, and of the container's lines */
} EnvironmentParts;

/* NAME=VALUE strings, later ones win: our defaults (PATH, HOME, HOSTNAME, container, COSLICE_GROUP,
 * COSLICE_CONTAINER), then those of files, then the container's own. 0 or -ENOMEM; RET is filled anew. */
int environment_build(const EnvironmentParts *parts, StrVec *ret);

/* The value of NAME, or NULL. */
const char *environment_get(const StrVec *environment, const char *name);
