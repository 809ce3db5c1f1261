/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the root file system of a container comes about: an ordered list of operations, made from the request
 * by pure code and carried out by apply.h, which checks each again. Reading this list is reading what a
 * container looks like. */
#pragma once

#include "core/contract/network.h"
#include "helper/container/request/run.h"

typedef enum OperationKind {
        OPERATION_OVERLAY,       /* the root: the container's layers, on `source` */
        OPERATION_MOUNT,         /* a new file system of type `source` */
        OPERATION_BIND,          /* `source` of the host, and `sub` below it */
        OPERATION_PINNED,        /* `input`, of the group's tmpfs `source`, and `sub` below it */
        OPERATION_IMAGE,         /* what the image `source` of the group has in it, and `sub` below it */
        OPERATION_LOCAL,         /* the volume `source` of localvolume.h, made if it isn't there, and `sub` */
        OPERATION_SECRET,        /* a file with the unit's credential `source` */
        OPERATION_SECRETS,       /* a directory, and in it the SECRET_FILEs that follow and nothing else */
        OPERATION_SECRET_FILE,   /* as SECRET, in the last SECRETS */
        OPERATION_VOLUME,        /* a directory that an image wants to write to; with `attributes` it is
                                  * a mount of its own, of what the root has there */
        OPERATION_NODE,          /* a character device `device` */
        OPERATION_DEVICE,        /* a node like `source` of the host, or those below it */
        OPERATION_SYMLINK,       /* to `source` */
        OPERATION_DIRECTORY,     /* made if it isn't there */
        OPERATION_FILE,          /* with the text `source`, in place of what is there */
        OPERATION_TIMEZONE,      /* with what the host has in its time zone's file `source`, as FILE */
        OPERATION_MASK,          /* a file reads as empty, a directory is empty */
        OPERATION_MASK_EACH_CPU, /* MASK for `source` below each CPU's directory in `target` */
        OPERATION_READ_ONLY,     /* what is there, read-only */
        OPERATION_ROOT_READ_ONLY,
        OPERATION_PIVOT, /* this root becomes "/", and nothing else is left */
} OperationKind;

/* Ids that a file system is told at its mount are the host's, which are known only then. */
enum {
        OWNER_UID = 1 << 0, /* uid= is added to `options` */
        OWNER_GID = 1 << 1, /* and gid= */
        OWNER_TOP = 1 << 2, /* its top directory is root's, where it isn't by itself */
};

typedef struct Operation {
        OperationKind kind;
        const char *target;  /* absolute path in the container */
        const char *source;  /* by kind; borrowed from the request, static, or in `texts` */
        const char *sub;     /* relative path, "" for none */
        const char *options; /* MOUNT, OVERLAY: "key=value,key=value", NULL for none */
        /* MOUNT: OWNER_…, what is the group's in it; BIND, LOCAL: whose the top appears to be; DEVICE,
         * SECRET, SECRET_FILE: what is said */
        unsigned owners;
        uint32_t uid, gid;   /* whose it is; in the container */
        uint64_t attributes; /* MOUNT_ATTR_… of the mount, checked again when it is there */
        uint64_t size;       /* LOCAL: bytes that it may hold; 0: as many as there is room for */
        unsigned mode;       /* NODE, DEVICE, SECRET, SECRET_FILE, FILE, TIMEZONE, DIRECTORY */
        dev_t device;        /* NODE */
        bool kernel;         /* MOUNT, PINNED: not a volume's place: no later target may lie in it, and no
                              * symbolic link leads to it */
        bool optional;       /* MOUNT, DEVICE: without effect where there is none */
        bool directory;      /* DEVICE: `source` may be one */
        bool slave;          /* BIND: mounts of the host appear */
        bool create;  /* BIND: `source` is made as a directory if it isn't there; LOCAL: always `sub` */
        bool own;     /* BIND: `source` is an empty volume of the group's */
        size_t input; /* PINNED: which of the inputs it mounts; no other one mounts that */
} Operation;

/* What of the host an operation mounts, but the child can't open itself: it is opened before the clone. */
typedef struct Input {
        const char *pin;     /* a tmpfs of the group's, by its name in pin-names.h */
        const char *sub;     /* a path below it, "" for none */
        uint64_t attributes; /* MOUNT_ATTR_… that the mount has */
} Input;

typedef struct Operations {
        Operation *items;
        size_t n, space;
        size_t n_filling; /* so many fill the root; then its user is found, and the others close it */
        Input *inputs;    /* by `input` of an operation */
        size_t n_inputs;
        StrVec texts;
} Operations;

void operations_done(Operations *operations);
#define _cleanup_operations_ _cleanup_(operations_done)

/* What a group sees of its network in files. */
typedef struct NetworkSight {
        GroupAddresses addresses; /* its own; none: it has those of the loopback interface */
        bool has_host;            /* HOST, which the host has for all groups, is told by a name */
        IpAddress host;
        bool names;        /* which answers for names, those of groups among them */
        char *resolv_conf; /* the text of that file */
} NetworkSight;

/* The list for REQUEST, VOLUMES, those of its image, and NETWORK, which must outlive it. 0 or -ENOMEM. */
int operations_plan(const RunRequest *request, const StrVec *volumes, const NetworkSight *network,
                    Operations *ret);

/* "mount proc on /proc": what the step is called when it fails. */
void operation_describe(const Operation *operation, char *ret, size_t size);
