/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container's overlay shows below its writable layer: a root directory, or the layers of an image. */
#pragma once

#include "core/base/strbuf.h"

/* As many as an image may have. An overlay takes 500; what bounds these is the page that mount(2) takes:
 * "/proc/self/fd/123:" for each is 2.3 KiB of its 4. */
#define LOWERS_MAX 128

typedef struct Lowers {
        int fds[LOWERS_MAX]; /* directories (O_PATH), or mounts of them; the lowest first */
        size_t n;
} Lowers;

/* Closes them; may be called again. */
void lowers_done(Lowers *lowers);
#define _cleanup_lowers_ _cleanup_(lowers_done)

/* Puts FD, which is taken, over those that are there. 0, or -E2BIG. */
int lowers_add(Lowers *lowers, int fd);

/* Of the directory that all of them together are: of one that several have, an overlay shows owner and mode
 * of the uppermost. */
static inline int lowers_top(const Lowers *lowers)
{
        return lowers->fds[lowers->n - 1];
}

/* Makes each of them a detached mount of it, whose ids are mapped by the user namespace USERNS_FD. As
 * mount_clone_mapped(); some may be done after an error. */
int lowers_map(Lowers *lowers, int userns_fd);

/* Attaches them, which are detached mounts, at NAME of DIR_FD, one over the other: up to Linux 6.12 an
 * overlay takes no id-mapped layer that is not in the tree of mounts. By its descriptor each is still had,
 * whatever lies over it, so one directory does for all of them. 0 or -errno. */
int lowers_attach(const Lowers *lowers, int dir_fd, const char *name);

/* Appends the option of an overlay that has these, the uppermost first as the kernel wants them:
 * "lowerdir=/proc/self/fd/4:/proc/self/fd/3". 0 or -ENOMEM. */
int lowers_write(const Lowers *lowers, StrBuf *ret);
