/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The payload's environment, made from nothing: what systemd gave the helper is not handed on. Pure. */
#pragma once

#include "helper/request.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* NAME=VALUE strings, later ones win: our defaults (PATH, HOME, HOSTNAME, container, COSLICE_GROUP,
 * COSLICE_CONTAINER), then FROM_FILES, then the request's own. 0 or -ENOMEM; RET is filled anew. */
int environment_build(const Request *request, const char *home, const StrVec *from_files, StrVec *ret);

/* The value of NAME, or NULL. */
const char *environment_get(const StrVec *environment, const char *name);
