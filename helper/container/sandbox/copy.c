/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The copy of a rendering, whole whatever systemd and the generator do meanwhile. */
#include "helper/container/sandbox/copy.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/state.h"
#include "helper/container/sandbox/links.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define PATIENCE_MS 5000
#define PAUSE_MS    20
#define DEPTH_MAX   4

/* A copy in the making, and the mark in its going: no group has such a name. */
typedef struct Names {
        char making[96], going[96];
} Names;

/* What the mark is made of; borrowed. */
typedef struct CopyParts {
        const char *group, *rendering;
        const ImagePins *images;
} CopyParts;

static void fill_names(const char *group, Names *ret)
{
        snprintf(ret->making, sizeof ret->making, ".%s.new", group);
        snprintf(ret->going, sizeof ret->going, ".%s.gone", group);
}

/* Where a folder is copied to, and what was copied. */
typedef struct Copy {
        int to_fd;
        unsigned depth;
        size_t *files, *bytes;
} Copy;

static int copy_file(const Copy *copy, int from_fd, const char *name)
{
        struct stat st;
        int r = io_copy_file(from_fd, copy->to_fd, name, 0644);
        if (r < 0)
                return r;
        if (fstatat(from_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return -errno;
        /* systemd calls a unit changed whose file is younger than when it was loaded. */
        const struct timespec times[2] = {st.st_mtim, st.st_mtim};
        if (utimensat(copy->to_fd, name, times, AT_SYMLINK_NOFOLLOW) < 0 ||
            fstatat(copy->to_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return -errno;
        ++*copy->files;
        *copy->bytes += (size_t)st.st_size;
        return 0;
}

static int copy_entry(void *context, int from_fd, const char *name, bool folder)
{
        const Copy *copy = context;
        if (copy->depth == 0 && streq(name, COSLICE_COMPLETE))
                return 0;
        if (!folder)
                return copy_file(copy, from_fd, name);
        if (copy->depth == DEPTH_MAX)
                return -ELOOP;
        _cleanup_close_ int from = openat(from_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (from < 0)
                return -errno;
        _cleanup_close_ int to = io_open_folder(copy->to_fd, name, 0755);
        Copy below = {to, copy->depth + 1, copy->files, copy->bytes};
        return to < 0 ? to : io_each(from, copy_entry, &below);
}

/* -EAGAIN if less was found than the generator wrote. */
static int copy_all(int from_fd, int to_fd)
{
        char promised[64], found[64];
        size_t files = 0, bytes = 0;
        Copy copy = {to_fd, 0, &files, &bytes};
        ssize_t n = readlinkat(from_fd, COSLICE_COMPLETE, promised, sizeof promised - 1);
        if (n < 0)
                return -errno;
        promised[n] = '\0';
        int r = io_each(from_fd, copy_entry, &copy);
        snprintf(found, sizeof found, COSLICE_COMPLETE_FORMAT, files, bytes);
        return r < 0 ? r : streq(promised, found) ? 0 : -EAGAIN;
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

/* 0 if PATH is still the folder FD, or -EAGAIN. If it is once the mark is there, then the next generator will
 * see the mark, and refresh the copy; if it is not, a generator that saw no mark has written what we don't
 * have. */
static int check_current(int fd, const char *path)
{
        struct stat opened, found;
        if (fstat(fd, &opened) < 0 || stat(path, &found) < 0)
                return -errno;
        return opened.st_dev == found.st_dev && opened.st_ino == found.st_ino ? 0 : -EAGAIN;
}

/* One try: 0, or -errno; -EAGAIN and -ENOENT may be others' doing. */
static int try_once(int state_fd, const Names *names, const CopyParts *parts)
{
        const char *rendering = parts->rendering;
        int r = io_remove_tree(state_fd, names->making);
        if (r < 0)
                return r;
        _cleanup_close_ int from = rendering ? open(rendering, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
        if (rendering && from < 0)
                return -errno;
        _cleanup_close_ int making = io_open_folder(state_fd, names->making, 0755);
        if (making < 0)
                return making;
        _cleanup_close_ int to = io_open_folder(making, COSLICE_COPY, 0755);
        r = to < 0 ? to : rendering ? copy_all(from, to) : 0;
        if (r == 0)
                r = imagepins_make(parts->images, making);
        if (r == 0)
                r = set_mark(state_fd, names->making, parts->group);
        return r < 0 || !rendering ? r : check_current(from, rendering);
}

static int try_patiently(int state_fd, const Names *names, const CopyParts *parts)
{
        const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
        for (unsigned waited = 0;; waited += PAUSE_MS) {
                int r = try_once(state_fd, names, parts);
                if ((r != -EAGAIN && r != -ENOENT) || waited >= PATIENCE_MS)
                        return r;
                nanosleep(&pause, NULL);
        }
}

int copy_make(const char *group, const char *rendering, const ImagePins *images, Failure *failure)
{
        Names names;
        fill_names(group, &names);
        _cleanup_close_ int state = state_open(COSLICE_STATE_DIR, NULL);
        int r = state < 0 ? state : io_remove_tree(state, names.going);
        if (r == 0)
                r = links_remove(group); /* of a sandbox that wasn't removed: one may lead nowhere soon */
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "clear " COSLICE_STATE_DIR " for group %s",
                                   group);
        r = try_patiently(state, &names, &(CopyParts){group, rendering, images});
        if (r == -EAGAIN || (r == -ENOENT && rendering))
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "the definition of group %s went away during the start: %s", group,
                                   rendering);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "keep the units of group %s in " COSLICE_STATE_DIR, group);
        r = links_make(group);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "link the units of group %s into " COSLICE_RUNTIME_UNITS, group);
        return 0;
}

int copy_remove(const char *group, Failure *failure)
{
        Names names;
        int removed = links_remove(group);
        if (removed < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -removed,
                                   "remove the links to the units of group %s from " COSLICE_RUNTIME_UNITS,
                                   group);
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
