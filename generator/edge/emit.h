/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units written to an output directory of systemd's: a group's rendering appears whole, in one folder
 * OUT/.coslice/GROUP, and its files are linked into OUT. */
#pragma once

#include "generator/plan/plan.h"

typedef struct Output {
        int fd;            /* OUT */
        int renderings_fd; /* OUT/.coslice */
} Output;

void output_done(Output *output);
#define _cleanup_output_ _cleanup_(output_done)
#define OUTPUT_NONE                           \
        {                                     \
                .fd = -1, .renderings_fd = -1 \
        }

/* Opens the directory PATH, which must exist, and makes OUT/.coslice. 0 or -errno. */
int output_open(const char *path, Output *ret);

enum { OUTPUT_LINK_TAKEN = 1 };

/* Writes PLAN as the rendering of group NAME. -EEXIST if any of its units is there already: another program
 * made it. After any error nothing of the group is left in OUT. 0; OUTPUT_LINK_TAKEN if all was written, but
 * for a link whose name another unit has; -errno. */
int output_write_group(const Output *output, const char *name, const Plan *plan);

/* Writes PLAN's files straight into OUT. As above. */
int output_write_extra(const Output *output, const Plan *plan);

/* Copies every file below the directory FROM_FD into OUT that OUT doesn't have; what vanishes meanwhile is
 * left out. 0 or -errno. */
int output_copy_missing(const Output *output, int from_fd);
