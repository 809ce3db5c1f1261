/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The built-in profile: the system calls that a payload has. What is in no row is refused with EPERM. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum Answer {
        CALL_ALLOWED,
        CALL_BY_CAPABILITY, /* the kernel decides, where the container has one of two capabilities; else EPERM
                             */
        CALL_BY_VALUE,      /* allowed with some first arguments */
        CALL_NOT_THERE,     /* ENOSYS, by which libraries take another way */
} Answer;

/* Calls by name. Those that an architecture doesn't have are of no effect there. */
typedef struct CallRow {
        Answer answer;
        const char *names; /* with blanks between them */
        unsigned a, b;     /* the capabilities, which may be the same */
        const uint32_t *values;
        size_t n_values;
} CallRow;

extern const CallRow call_rows[];
extern const size_t n_call_rows;

/* Calls that libseccomp of Debian 12 doesn't know by name, in the order of their numbers: from 424 on a call
 * has one number on all architectures. */
typedef struct NumberRow {
        const char *name;
        uint32_t number;
        Answer answer; /* not CALL_BY_VALUE */
        unsigned a, b;
} NumberRow;

extern const NumberRow number_rows[];
extern const size_t n_number_rows;

/* What is above this is newer than the tables. */
#define CALL_LAST 466
