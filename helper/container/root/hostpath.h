/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths of the host, which the administrator wrote: links in them are the administrator's too, but not below
 * a directory that payloads write. */
#pragma once

#include "core/base/strbuf.h"

/* Opens PATH, absolute and normalized. Where it lies below one of the UNTRUSTED directories, it is opened
 * beneath the topmost of them, and a link that leads out is -EXDEV. FLAGS: open(2), O_CLOEXEC is added. A
 * descriptor or -errno. */
int hostpath_open(const StrVec *untrusted, const char *path, int flags);

/* Whether PATH, normalized, lies below one of the UNTRUSTED directories. */
bool hostpath_is_untrusted(const StrVec *untrusted, const char *path);

/* The words for ERROR, the above's for PATH, where its own would not tell why. Whether there are some. */
bool hostpath_why(int error, const char *path, char *ret, size_t size);
