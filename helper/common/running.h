/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records of containers that run, files /run/coslice/running/GROUP/CONTAINER, for root alone. What is in one
 * is record.h's business; here it is there as a whole or not at all. */
#pragma once

#include "core/base/failure.h"

/* A new file without a name in GROUP's folder, to be written to. A descriptor or -errno. */
int running_create(const char *group);

/* FD, of running_create(), becomes CONTAINER's, in the place of one that an earlier start has left. 0 or
 * -errno. */
int running_publish(int fd, const char *group, const char *container);

/* Opens CONTAINER's. A descriptor or -errno, -ENOENT if there is none. */
int running_open(const char *group, const char *container);

/* Removes it; 0 if there is none. 0 or -errno with FAILURE. */
int running_remove(const char *group, const char *container, Failure *failure);

/* Makes GROUP's folder. 0 or -errno with FAILURE. */
int running_make_group(const char *group, Failure *failure);

/* Removes it with all that is in it. The same. */
int running_remove_group(const char *group, Failure *failure);
