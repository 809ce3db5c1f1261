/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mounts by descriptor. Either they are made or cloned apart from any directory, given their flags there, put
 * in place, and checked (fsopen, open_tree, mount_setattr, move_mount); or, where nobody else is and all is
 * looked at in the end, by one mount(2) over a descriptor, which takes a third of the calls. */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>
#include <stdint.h>

/* A new file system of TYPE, OPTIONS as "key=value,flag" without "\" or "," in a value, or NULL; ATTRIBUTES:
 * MOUNT_ATTR_…. A descriptor or -errno; then RET_WHY, 256 bytes, holds what the kernel said, or "". */
int mount_new(const char *type, const char *options, uint64_t attributes, char *ret_why);
#define MOUNT_WHY_MAX 256

/* A detached copy of the mount at PATH of DIR_FD ("": DIR_FD itself, which may be a file), from there on
 * down; with all mounts below if RECURSIVE. ATTRIBUTES are added. PROPAGATION: MS_PRIVATE or MS_SLAVE. A
 * descriptor or -errno. */
int mount_clone(int dir_fd, const char *path, bool recursive, uint64_t attributes, uint64_t propagation);

/* As mount_clone(), its ids mapped by the user namespace USERNS_FD: what the disk says is 1000 is 1000 inside
 * it (mount_setattr(2), "ID-mapped mounts"). -EINVAL if the file system, or one below, can't; -EPERM if it is
 * mapped already. */
int mount_clone_mapped(int dir_fd, const char *path, bool recursive, uint64_t attributes,
                       uint64_t propagation, int userns_fd);

/* Puts MOUNT_FD over TARGET_FD. 0 or -errno. */
int mount_attach(int mount_fd, int target_fd);

/* The same over NAME of DIR_FD, no link. */
int mount_attach_at(int mount_fd, int dir_fd, const char *name);

/* A new file system of TYPE over TARGET_FD. OPTIONS: as for mount_new(), and of our own making, since whoever
 * writes a part of it can add more. ATTRIBUTES: MOUNT_ATTR_RDONLY makes the file system read-only too,
 * wherever else it is mounted. 0; -E2BIG for options that no page holds; or -errno, and the kernel says no
 * more than that. */
int mount_new_over(const char *type, const char *options, uint64_t attributes, int target_fd);

/* What FD, a directory or a file, shows, over TARGET_FD, with the flags of the mount that FD lies on. 0;
 * -ENOTDIR if one is a directory and the other one is not; or -errno. */
int mount_bind_over(int fd, int target_fd);

/* Adds ATTRIBUTES to what is mounted over NAME of DIR_FD, no link. 0 or -errno. */
int mount_restrict(int dir_fd, const char *name, uint64_t attributes);

/* Whether PLACE_FD, opened anew, lies on the mount MOUNT_FD and this has ATTRIBUTES. 0, -ESTALE if it is
 * another mount, -EPERM if flags are missing, or -errno. */
int mount_check(int mount_fd, int place_fd, uint64_t attributes);

/* Sets the propagation of the mount of PATH, RECURSIVE: and of all below. 0 or -errno. */
int mount_propagation(const char *path, bool recursive, uint64_t propagation);

/* Leaves nothing of this process's mount namespace, which is its own, but a new tmpfs with nothing in it,
 * with OPTIONS and ATTRIBUTES as for mount_new(). PLACE: a directory over which it may be mounted. The
 * working directory is its root then. 0 or -errno. */
int mount_strip_namespace(const char *place, const char *options, uint64_t attributes);

/* Whether the file system of FD is TYPE, a magic number of statfs(2). 0, -EBADF if it is another one, or
 * -errno. */
int mount_has_type(int fd, uint64_t type);

/* The same, where what can't be told is no. */
bool mount_is_type(int fd, uint64_t type);
