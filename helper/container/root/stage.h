/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The root file system in the making: what the steps of apply.h share. */
#pragma once

#include "core/io/io.h"
#include "helper/common/groupids.h"
#include "helper/common/rootfd.h"
#include "helper/container/plan/operations.h"
#include "helper/container/root/layer.h"
#include "helper/container/root/lowers.h"

#include <sys/types.h>

/* A mount that was made: mounted.h. It is known by its id, or else by what it shows at its place, and is the
 * only one there. */
typedef struct StageMount {
        char *target;
        uint64_t attributes; /* MOUNT_ATTR_…, that it has to have */
        bool exact;          /* of the kernel's file systems, a mask in one, the root: at TARGET itself */
        uint64_t id;         /* STATX_MNT_ID; 0: by what it shows */
        const char *type;    /* of the file system, static or borrowed; NULL: any */
        dev_t device;        /* of the file system; 0: any, and not known yet */
        const char *root;    /* what of the file system is shown, static or borrowed; NULL: any */
} StageMount;

/* What masks are made of. */
typedef struct StageMask {
        int fd; /* -1 until it is needed */
        dev_t device;
} StageMask;

/* A directory or a node that was made for the payload's user. */
typedef struct StageMade {
        int fd;
        const Operation *like; /* NODE: whose it is, as far as that is said; NULL: a directory */
        bool mapped; /* it lies on the disk, whose ids are those of the container: its mount maps them */
} StageMade;

/* An image of which volumes show something: imagevolume.h. */
typedef struct StageImage {
        const char *key; /* borrowed */
        int fd;          /* its top, mounted on the host */
} StageImage;

typedef struct Stage {
        const GroupIds *ids; /* borrowed */
        Lowers lowers;       /* of rootfs_open() */
        Layer layer;         /* and, in its directory, where the overlay is attached */
        StageImage *images;
        size_t n_images;
        int *input_fds; /* a detached mount for each input, by its index, borrowed; they are taken */
        size_t n_inputs;
        int root_fd;      /* the overlay's root */
        uint64_t root_id; /* and its STATX_MNT_ID */
        StageMask empty;  /* the empty directory that masks directories */
        StageMask null;   /* /dev/null, which masks files */
        int parent_fd;    /* the directory of what was last made, PARENT up to N_PARENT; -1: none */
        const char *parent;
        size_t n_parent;
        char *step;      /* FAILURE_TEXT_MAX bytes, borrowed: what is being done */
        StageMade *made; /* the user is found only later: its passwd file may lie in a volume */
        size_t n_made;
        StageMount *mounts;
        size_t n_mounts;
        int credentials_fd; /* the folder of the unit's credentials, borrowed; -1: it has none */
        int secrets_fd;     /* the ramfs with the container's secrets; -1: not yet */
        size_t n_secrets;   /* what is in it */
        int secret_dir_fd;  /* the last directory that was made there for several; -1: none */
        IoStep going;       /* called while something takes long; NULL: nobody waits */
        void *going_context;
} Stage;

#define STAGE_NULL                                                                           \
        {                                                                                    \
                .layer = LAYER_NULL, .root_fd = -1, .empty = {.fd = -1}, .null = {.fd = -1}, \
                .parent_fd = -1, .credentials_fd = -1, .secrets_fd = -1, .secret_dir_fd = -1 \
        }

/* Closes what the stage has. */
void stage_done(Stage *stage);

/* Closes what leads to the layers on the host, as stage_done() would. */
void stage_close_layers(Stage *stage);

/* The directory in which TARGET's last component stands, made if missing, and RET_NAME; it stays the stage's.
 * Many targets in a row lie in the same: it is opened once for them. A descriptor or -errno. */
int stage_parent(Stage *stage, const char *target, Links links, const char **ret_name);

/* From now on TARGET's directory may be another one: something was mounted. */
void stage_forget_parent(Stage *stage);

/* FD, a directory that was made, will be the payload's user's; MAPPED as above. It is taken. 0 or -errno. */
int stage_keep_made(Stage *stage, int fd, bool mapped);

/* FD, the node of a device like OPERATION, will be the user's, or whose that says. As above. */
int stage_keep_node(Stage *stage, int fd, const Operation *operation);

/* Gives these directories and nodes to UID and GID of the container; where a directory's file system has no
 * owners, it stays as it is. 0 or -errno. */
int stage_give_made(const Stage *stage, uid_t uid, gid_t gid);

/* Whether FD lies on one of the kernel's file systems (/proc, /sys, /dev …) or on a mask in one: 0, 1 or
 * -errno. */
int stage_in_kernel(Stage *stage, int fd);

/* Whether FD lies on the root itself: 0, 1 or -errno. */
int stage_on_root(const Stage *stage, int fd);
