/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes before the program that libseccomp compiles: what depends on arguments in ways that it can't
 * express, or on numbers that it doesn't know. */
#pragma once

#include "helper/profile/abi.h"

#include <linux/filter.h>

#define PREAMBLE_MAX 200 /* instructions; a jump is of 255 at most */

typedef struct Preamble {
        struct sock_filter instructions[PREAMBLE_MAX];
        unsigned n;
        unsigned families_low, families_high, netlink; /* as in FilterProgram */
} Preamble;

/* What is not decided in it goes on behind its end. 0 or -EOVERFLOW. */
int preamble_make(const Architecture *architecture, Preamble *ret);
