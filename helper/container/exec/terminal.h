/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The terminal of whoever asks for a program in a container: it hands everything on while the program has it,
 * and is as it was afterwards. */
#pragma once

#include <stdbool.h>
#include <termios.h>

typedef struct Terminal {
        int fd; /* -1: standard input and output are none */
        bool raw;
        struct termios before;
} Terminal;

#define TERMINAL_NULL    \
        {                \
                .fd = -1 \
        }

/* Standard input if it is one, else standard output. */
void terminal_find(Terminal *ret);

/* Hands on what is typed as it is, where standard input is a terminal; again, if somebody has changed that.
 * 0 or -errno. */
int terminal_set_raw(Terminal *terminal);

/* As it was. */
void terminal_restore(Terminal *terminal);

/* The terminal MASTER_FD gets the same size. What can't be done is left. */
void terminal_copy_size(const Terminal *terminal, int master_fd);
