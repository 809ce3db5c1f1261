/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The payload's environment, made from nothing: what systemd gave the helper is not handed on. Pure. */
#pragma once

#include "core/base/strbuf.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

typedef struct EnvironmentParts {
        const char *home, *hostname, *group, *container;
        /* NAME=VALUE of an image (NULL: there is none), of environment files, of the container's lines, and
         * of secrets (NULL: there are none) */
        const StrVec *of_image, *from_files, *own, *secrets;
} EnvironmentParts;

/* NAME=VALUE strings, later ones win: our defaults PATH, HOME and HOSTNAME, then those of the image, then
 * container, COSLICE_GROUP and COSLICE_CONTAINER, which no image says, then those of files, then the
 * container's own, then secrets. 0 or -ENOMEM; RET is filled anew. */
int environment_build(const EnvironmentParts *parts, StrVec *ret);

/* The value of NAME, or NULL. */
const char *environment_get(const StrVec *environment, const char *name);
