/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The standard streams of a program in a container: a terminal of the container's own, or pipes. No
 * descriptor of who started it goes in. Either belongs to the program's user, so that it can be opened by
 * name. */
#pragma once

#include "helper/container/texts/passwd.h"

#include <stdbool.h>

typedef struct Streams {
        int inside[3];  /* standard input, output and error; -1: there is none */
        int outside[3]; /* the other ends; of a terminal the first alone */
        size_t n_outside;
} Streams;

#define STREAMS_NULL                                             \
        {                                                        \
                .inside = {-1, -1, -1}, .outside = {-1, -1, -1}, \
        }

void streams_done(Streams *streams);

/* How many descriptors are outside. */
size_t streams_count(bool terminal, bool interactive);

/* Makes them, for a process inside, whose root ROOT_FD is. A terminal becomes that of its session. 0 or
 * -errno. */
int streams_make(int root_fd, const Identity *identity, bool terminal, bool interactive, Streams *ret);
