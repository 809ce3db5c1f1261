/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kinds of system calls that a filter is tried with, and its answers. */
#pragma once

#include <linux/seccomp.h>

#define X32      0x40000000U
#define ALLOW    SECCOMP_RET_ALLOW
#define ERROR(e) (SECCOMP_RET_ERRNO | (unsigned)(e))

typedef struct Abi {
        const char *name;
        unsigned arch;
        unsigned base; /* of its numbers */
        const char *const *names;
} Abi;
