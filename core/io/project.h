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
        PROJECT_UNCOUNTED = 1, /* the file system holds no limits of projects */
        PROJECT_FILLED = 2,    /* the directory has a limit, and files that are not counted yet */
};

/* Lets DIR_FD, a directory, and all that will be in it hold BYTES, and a file for each 4 KiB of them; 0: as
 * much as there is room. One that has no project gets one, which is searched for by NAME. Who calls it holds
 * a lock against all others that do so on this file system. 0; PROJECT_FILLED until all that is in it, and
 * then it itself, has joined it; PROJECT_UNCOUNTED, where BYTES can't be held; or -errno. */
int project_limit(int dir_fd, const char *name, uint64_t bytes);

/* Counts FD, a file or directory, with TOP_FD, and what will be made in it. 0 or -errno. */
int project_join(int top_fd, int fd);

/* Whether DIR_FD holds more than its limit, as a process may make it that no limit is for. 0 or -errno. */
int project_is_over(int dir_fd, bool *ret);
