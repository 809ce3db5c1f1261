/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tree that a layer is written to, by descriptor: what is below it already, links too, is hostile. All
 * links lead to somewhere inside it. The process that works on one has it as its root. */
#pragma once

#include "core/base/failure.h"
#include "helper/image/archive/entryname.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* What may be looked at in order to remove something: more takes an archive that was made for it. */
#define TREE_VISITS_MAX 32000000

typedef struct Tree {
        int root_fd;
        int own_fd;          /* what this layer has written alone, for looking; -1: it is the lowest, there is
                                nothing else in the tree */
        int folder_fd;       /* the folder that was used last, or < 0 */
        char *folder;        /* ... as it was named */
        char path[PATH_MAX]; /* ... and where it really is, "/" in front */
        struct timespec folder_time;
        bool changed;    /* something was made or removed in it: it gets its time again when it is left */
        uint64_t visits; /* so far */
} Tree;

#define TREE_NULL                                                        \
        {                                                                \
                .root_fd = -EBADF, .own_fd = -EBADF, .folder_fd = -EBADF \
        }

/* The folder that NAME is in; missing ones are made, owned by root, if MAKE. Its descriptor, which is the
 * tree's, until the next call; -ENOENT, -ENOTDIR and others without FAILURE words of their own. */
int tree_open_folder(Tree *tree, const EntryName *name, bool make);

/* The folder PATH itself. */
int tree_open(Tree *tree, const char *path);

/* Leaves the folder that was used last, which gets its time back. 0 or -errno. */
int tree_leave(Tree *tree);

/* Whether LAST in the folder that is open was written by this layer. 1, 0 or -errno. */
int tree_is_own(Tree *tree, const char *last);

/* Removes LAST, and if it is a folder all that is in it, from the folder that is open; what isn't there is
 * removed. 0, -E2BIG or -errno. */
int tree_remove(Tree *tree, const char *last);

/* Removes what the layers below have in the folder that is open, and leaves what this one has written. 0,
 * -E2BIG or -errno. */
int tree_empty(Tree *tree);
