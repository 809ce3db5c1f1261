/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a directory may hold, by the quota of a project: a number that the files of a tree have on ext4 and
 * xfs, and of which the file system counts blocks and files, quotactl_fd(2). A program in a user namespace of
 * its own can't give its files another number, or go beyond a limit.
 *
 * Which number is a directory's is kept in the directory alone. One that no file has is free, whatever limit
 * was its last. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What is not -errno. */
enum {
        PROJECT_UNCOUNTED = 1, /* the file system counts no projects */
        PROJECT_FILLED = 2,    /* the directory has files that are not counted */
};

/* Lets DIR_FD, a directory, and all that will be in it hold BYTES, and a file for each 4 KiB of them; 0: as
 * much as there is room. One that has no project gets one, which is searched for by NAME, unless it has files
 * already. Who calls it holds a lock against all others that do so on this file system. 0; PROJECT_…, where
 * BYTES can't be held; or -errno. */
int project_limit(int dir_fd, const char *name, uint64_t bytes);

/* Whether DIR_FD holds more than its limit, as a process may make it that no limit is for. 0 or -errno. */
int project_is_over(int dir_fd, bool *ret);
