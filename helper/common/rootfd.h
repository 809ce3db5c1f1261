/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths inside a tree that a hostile image or volume filled: always relative to a directory descriptor, with
 * the kernel (openat2(2)) keeping every symbolic link and ".." inside, and no magic link of procfs followed.
 */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* How links are treated. */
typedef enum Links {
        LINKS_INSIDE,  /* as if the directory were "/": links stay inside */
        LINKS_BENEATH, /* links inside are followed, one that leads out is -EXDEV */
        LINKS_REFUSED, /* as ROOT, and any link is -ELOOP */
} Links;

/* Opens PATH, absolute or relative to DIR_FD alike, "" and "/" for itself. FLAGS: open(2), O_CLOEXEC is
 * added. A descriptor or -errno. */
int rootfd_open(int dir_fd, const char *path, int flags, Links links);

/* Opens the directory PATH (O_PATH); missing ones are made, owned by root, with MODE. A link to nowhere is
 * -ENOENT. A descriptor or -errno. */
int rootfd_make_directory(int dir_fd, const char *path, mode_t mode, Links links);

/* The same; RET_NEW: whether the last one was made by this, and is still empty and root's, so that it can be
 * given away. */
int rootfd_make_new(int dir_fd, const char *path, mode_t mode, Links links, bool *ret_new);

/* The same in a tree that has an owner: what is made has owner and mode of DIR_FD. */
int rootfd_make_like(int dir_fd, const char *path, Links links);

/* Opens PATH (O_PATH) as the place where a file is mounted; if it isn't there an empty file is made, and its
 * directories. A descriptor or -errno. */
int rootfd_make_file(int dir_fd, const char *path, Links links);

/* Opens the directory in which PATH's last component stands (made if missing), which RET_NAME points at. A
 * descriptor or -errno. */
int rootfd_make_parent(int dir_fd, const char *path, Links links, const char **ret_name);
