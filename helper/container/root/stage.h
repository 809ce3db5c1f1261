/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The root file system in the making: what the steps of apply.h share. */
#pragma once

#include "helper/container/root/layer.h"

#include <sys/types.h>

#define STAGE_KERNEL_MAX 16

typedef struct Stage {
        int lower_fd;   /* of rootfs_open() */
        Layer layer;    /* and, in its directory, where the overlay is attached */
        int *input_fds; /* a detached mount for each input, by its index, borrowed; they are taken */
        size_t n_inputs;
        int root_fd;   /* the overlay's root */
        int empty_fd;  /* the empty directory that masks directories; -1 until it is needed */
        char *step;    /* FAILURE_TEXT_MAX bytes, borrowed: what is being done */
        int *made_fds; /* directories that were made for the payload's user, who is found only later: its
                        * passwd file may lie in a volume */
        size_t n_made;
        dev_t kernel[STAGE_KERNEL_MAX]; /* file systems that no volume may be mounted in */
        size_t n_kernel;
} Stage;

#define STAGE_NULL                                                                 \
        {                                                                          \
                .lower_fd = -1, .layer = LAYER_NULL, .root_fd = -1, .empty_fd = -1 \
        }

/* Closes what the stage has. */
void stage_done(Stage *stage);

/* Closes what leads to the layers on the host, as stage_done() would. */
void stage_close_layers(Stage *stage);

/* FD, a directory that was made, will be the payload's user's. It is taken. 0 or -errno. */
int stage_keep_made(Stage *stage, int fd);

/* Gives these directories to UID and GID; where a file system has no owners, they stay as they are. 0 or
 * -errno. */
int stage_give_made(const Stage *stage, uid_t uid, gid_t gid);

/* From now on no volume may lie in the file system of FD. 0 or -errno. */
int stage_protect(Stage *stage, int fd);

/* Whether FD lies on one of the kernel's file systems (/proc, /sys, /dev …) or on a mask in one: 0, 1 or
 * -errno. */
int stage_in_kernel(const Stage *stage, int fd);
