/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One function per kind of operation. Each: 0; -errno, for which apply() finds the words; or -errno with
 * `why` filled, which is put in place of the errno's words. */
#pragma once

#include "helper/common/mounts.h"
#include "helper/container/plan/operations.h"
#include "helper/container/root/stage.h"

typedef int (*Apply)(const Operation *operation, Stage *stage, char *why);

/* apply-root.c */
int apply_overlay(const Operation *operation, Stage *stage, char *why);
int apply_root_read_only(const Operation *operation, Stage *stage, char *why);
int apply_pivot(const Operation *operation, Stage *stage, char *why);
/* apply-mount.c */
int apply_mount(const Operation *operation, Stage *stage, char *why);
int apply_bind(const Operation *operation, Stage *stage, char *why);
int apply_pinned(const Operation *operation, Stage *stage, char *why);
/* apply-mask.c */
int apply_mask(const Operation *operation, Stage *stage, char *why);
int apply_mask_each_cpu(const Operation *operation, Stage *stage, char *why);
int apply_read_only(const Operation *operation, Stage *stage, char *why);
/* apply-file.c */
int apply_node(const Operation *operation, Stage *stage, char *why);
int apply_symlink(const Operation *operation, Stage *stage, char *why);
int apply_directory(const Operation *operation, Stage *stage, char *why);
int apply_file(const Operation *operation, Stage *stage, char *why);

/* Puts MOUNT_FD over TARGET_FD, which PATH led to, and checks that PATH now leads to the mount. */
int attach_checked(const Stage *stage, int mount_fd, int target_fd, const char *path, bool kernel,
                   uint64_t attributes);

/* In place of an errno's words; returns -EINVAL. */
int say(char *why, const char *text);
