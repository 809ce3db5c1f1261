/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a path that somebody named can't be used, where the kernel's answer doesn't tell. Nothing depends on it
 * but words: what it looks at may have changed since. */
#pragma once

#include "core/contract/wire.h"

/* That a symbolic link on the way to PATH, absolute, leads to nowhere: "/bin/sh is a link to /x/sh, which
 * isn't there". Whether it is so. */
bool whynot_link(const char *path, char *ret, size_t size);

/* That PATH, a file that could be executed by its mode, lies where nothing is: "it lies on the volume at
 * /data, whose Volume= has the option noexec". MOUNTS: of the container that PATH is in. Whether it is so. */
bool whynot_executable(const char *path, const MountList *mounts, char *ret, size_t size);
