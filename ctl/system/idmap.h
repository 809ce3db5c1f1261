/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether mounts of the host can be id-mapped (mount_setattr(2)): which file systems can is the kernel's to
 * say, so it is tried. Nothing is mounted anywhere. */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>

/* A user namespace that has the ids of a group, of a process that is gone again. A descriptor, or -errno
 * where there can be none: it takes root. */
int idmap_userns(void);

/* Opens PATH (O_PATH), or what is at BELOW in it, if that is not NULL, by no link that leads out. A
 * descriptor or -errno. */
int idmap_open(const char *path, const char *below);

enum { IDMAP_CANT = 1 };

/* Whether what FD shows, with all mounts below it if RECURSIVE, can be mounted with the ids of USERNS_FD. 0:
 * it can; IDMAP_CANT; or -errno where that can't be tried. */
int idmap_try(int userns_fd, int fd, bool recursive);
