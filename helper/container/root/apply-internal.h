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
int apply_pinned(const Operation *operation, Stage *stage, char *why);
int apply_image(const Operation *operation, Stage *stage, char *why);
int apply_volume(const Operation *operation, Stage *stage, char *why);
/* apply-bind.c */
int apply_bind(const Operation *operation, Stage *stage, char *why);
int apply_local(const Operation *operation, Stage *stage, char *why);
/* apply-mask.c */
int apply_mask(const Operation *operation, Stage *stage, char *why);
int apply_mask_each_cpu(const Operation *operation, Stage *stage, char *why);
int apply_read_only(const Operation *operation, Stage *stage, char *why);
/* apply-device.c */
int apply_device(const Operation *operation, Stage *stage, char *why);
/* apply-secret.c */
int apply_secret(const Operation *operation, Stage *stage, char *why);
int apply_secrets(const Operation *operation, Stage *stage, char *why);
int apply_secret_file(const Operation *operation, Stage *stage, char *why);
/* apply-file.c */
int apply_node(const Operation *operation, Stage *stage, char *why);
int apply_symlink(const Operation *operation, Stage *stage, char *why);
int apply_directory(const Operation *operation, Stage *stage, char *why);
int apply_file(const Operation *operation, Stage *stage, char *why);
int apply_timezone(const Operation *operation, Stage *stage, char *why);

/* Puts MOUNT_FD over TARGET_FD, which PATH led to without a link: only the kernel's file systems and ours lie
 * there, and mounted_check() sees in the end that it is there. */
int attach_exact(Stage *stage, int mount_fd, int target_fd, const char *path, uint64_t attributes);

/* The same where links of the image, or of whoever can write a volume, may have led to TARGET_FD: PATH is
 * opened anew, and must lead to the mount. */
int attach_volume(Stage *stage, int mount_fd, int target_fd, const char *path, uint64_t attributes);

/* Puts MOUNT_FD over OPERATION's target, made where it is missing; it is a volume's unless the operation says
 * that it is the kernel's. */
int attach_operation(const Operation *operation, Stage *stage, int mount_fd, char *why);

#define TARGET_IN_KERNEL "the target leads into /proc, /sys or /dev"
#define TARGET_IS_FILE   "a directory can't be there: the image has a file in its place"

/* In place of an errno's words; returns -EINVAL. */
int say(char *why, const char *text);
