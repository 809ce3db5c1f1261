/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copies of renderings. */
#include "helper/rendering.h"

#include "core/contract.h"
#include "core/io.h"
#include "helper/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define PATIENCE_MS 2000
#define PAUSE_MS    20
#define DEPTH_MAX   4

/* A copy in the making, and the mark in its going: no group has such a name. */
typedef struct Names {
        char making[96], going[96];
} Names;

static void fill_names(const char *group, Names *ret)
{
        snprintf(ret->making, sizeof ret->making, ".%s.new", group);
        snprintf(ret->going, sizeof ret->going, ".%s.gone", group);
}

static bool same(const struct stat *a, const struct stat *b)
{
        return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
               a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

typedef struct Copy {
        int to_fd;
        unsigned depth;
} Copy;

static int copy_folder(int from_fd, int to_fd, unsigned depth);

static int copy_entry(void *context, int from_fd, const char *name, bool folder)
{
        const Copy *copy = context;
        if (!folder)
                return io_copy_file(from_fd, copy->to_fd, name, 0644);
        if (copy->depth == DEPTH_MAX)
                return -ELOOP;
        _cleanup_close_ int from = openat(from_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (from < 0)
                return -errno;
        _cleanup_close_ int to = io_open_folder(copy->to_fd, name, 0755);
        return to < 0 ? to : copy_folder(from, to, copy->depth + 1);
}

/* -EAGAIN if the folder changed meanwhile. */
static int copy_folder(int from_fd, int to_fd, unsigned depth)
{
        struct stat before, after;
        Copy copy = {to_fd, depth};
        if (fstat(from_fd, &before) < 0)
                return -errno;
        int r = io_each(from_fd, copy_entry, &copy);
        if (r < 0)
                return r;
        if (fstat(from_fd, &after) < 0)
                return -errno;
        return same(&before, &after) && after.st_nlink > 0 ? 0 : -EAGAIN;
}

/* One try: 0, or -errno; -EAGAIN and -ENOENT may be others' doing. */
static int copy_once(int making_fd, const char *rendering)
{
        struct stat opened, found;
        int r = io_remove_tree(making_fd, COSLICE_UNITS);
        if (r < 0)
                return r;
        _cleanup_close_ int to = io_open_folder(making_fd, COSLICE_UNITS, 0755);
        if (to < 0 || !rendering)
                return to < 0 ? to : 0;
        _cleanup_close_ int from = open(rendering, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (from < 0)
                return -errno;
        r = copy_folder(from, to, 0);
        if (r < 0)
                return r;
        if (fstat(from, &opened) < 0 || stat(rendering, &found) < 0)
                return -errno;
        return same(&opened, &found) ? 0 : -EAGAIN;
}

static int copy_patiently(int making_fd, const char *rendering)
{
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
        for (unsigned waited = 0;; waited += PAUSE_MS) {
                int r = copy_once(making_fd, rendering);
                if ((r != -EAGAIN && r != -ENOENT) || waited >= PATIENCE_MS)
                        return r;
                nanosleep(&pause, NULL);
        }
}

/* The mark appears; a leftover one gives way in the same moment. */
static int set_mark(int state_fd, const char *making, const char *group)
{
        if (renameat2(state_fd, making, state_fd, group, RENAME_EXCHANGE) == 0)
                return io_remove_tree(state_fd, making);
        if (errno != ENOENT)
                return -errno;
        return renameat2(state_fd, making, state_fd, group, RENAME_NOREPLACE) < 0 ? -errno : 0;
}

int rendering_keep(const char *group, const char *rendering, Failure *failure)
{
        Names names;
        fill_names(group, &names);
        _cleanup_close_ int state = state_open(COSLICE_STATE_DIR, NULL);
        int r = state < 0 ? state : io_remove_tree(state, names.going);
        if (r == 0)
                r = io_remove_tree(state, names.making);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "clear " COSLICE_STATE_DIR " for group %s",
                                   group);
        _cleanup_close_ int making = io_open_folder(state, names.making, 0755);
        r = making < 0 ? making : copy_patiently(making, rendering);
        if (r == -EAGAIN || r == -ENOENT)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "the definition of group %s went away during the start: %s", group,
                                   rendering);
        if (r == 0)
                r = set_mark(state, names.making, group);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "keep the units of group %s in " COSLICE_STATE_DIR, group);
        return 0;
}

int rendering_drop(const char *group, Failure *failure)
{
        Names names;
        fill_names(group, &names);
        _cleanup_close_ int state = open(COSLICE_STATE_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int r = state < 0 ? -errno : io_remove_tree(state, names.going);
        if (r == -ENOENT && state < 0)
                return 0;
        if (r == 0 && renameat2(state, group, state, names.going, RENAME_NOREPLACE) < 0 && errno != ENOENT)
                r = -errno;
        if (r == 0)
                r = io_remove_tree(state, names.going);
        if (r == 0)
                r = io_remove_tree(state, names.making);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "remove " COSLICE_STATE_DIR "/%s", group);
        return 0;
}
