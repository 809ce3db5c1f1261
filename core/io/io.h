/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files and folders by directory descriptor. */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Makes the file NAME in DIR_FD, which must not be there, with these bytes; nothing is left after an error.
 * MODE is less the umask, as in open(2). 0 or -errno. */
int io_write_file(int dir_fd, const char *name, const void *data, size_t size, mode_t mode);

/* The file NAME in DIR_FD becomes one with these bytes and MODE, whatever the umask, by a rename: who reads
 * it has the earlier one or this. NEW is its name until then; what somebody has left there goes. 0 or -errno.
 */
int io_replace_file(int dir_fd, const char *name, const char *new, const void *data, size_t size,
                    mode_t mode);

/* A copy of the file NAME in FROM_FD as NAME in TO_FD, which must not be there; nothing is left after an
 * error. Links are not followed, and owner and times are not copied. 0 or -errno. */
int io_copy_file(int from_fd, int to_fd, const char *name, mode_t mode);

/* Opens the folder NAME in DIR_FD, made with MODE if it isn't there; one that is there keeps its own. A link
 * to a folder is an error. A descriptor, which the caller closes, or -errno. */
int io_open_folder(int dir_fd, const char *name, mode_t mode);

/* Makes the folder PATH with MODE, whatever umask(2) is: who makes one first may be a service or a shell with
 * one of its own. 0, also if it is there, or -errno. */
int io_make_folder(const char *path, mode_t mode);

/* Opens the file NAME in DIR_FD, 0600, made if it isn't there, and waits for a lock on it, flock(2):
 * OPERATION is LOCK_EX or LOCK_SH, with LOCK_NB for one that doesn't wait: -EWOULDBLOCK. A descriptor, which
 * holds the lock until the caller closes it, or -errno. */
int io_open_lock(int dir_fd, const char *name, int operation);

/* Calls EACH for every entry of the directory but "." and "..", in no order; stops at what is not 0 and
 * returns it. 0 or -errno. */
typedef int (*IoEach)(void *context, int dir_fd, const char *name, bool is_folder);
int io_each(int dir_fd, IoEach each, void *context);

/* Whether the directory has no entry. 1, 0 or -errno. */
int io_is_empty(int dir_fd);

/* Removes NAME in DIR_FD, a file or a folder with all that is in it; never follows a link, and nothing in a
 * mount is removed, wherever it comes from. What isn't there is removed. 0 or -errno; -EXDEV for a folder on
 * which something is mounted and -EBUSY for such a file: they stay, with what was not removed before. */
int io_remove_tree(int dir_fd, const char *name);

/* The same, and calls STEP after each entry that it has removed: who waits can be told that it goes on. */
typedef void (*IoStep)(void *context);
int io_remove_tree_stepwise(int dir_fd, const char *name, IoStep step, void *context);
