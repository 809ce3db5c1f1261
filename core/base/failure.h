/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A step that failed: the words for the administrator and the exit status of its family. It holds no memory,
 * so that running out of memory can be told as well, and it can be sent over a socket as it is. */
#pragma once

#include "core/base/cleanup.h"

#define FAILURE_TEXT_MAX 1024

typedef struct Failure {
        int status;                  /* EXIT_… of core/contract/contract.h */
        char text[FAILURE_TEXT_MAX]; /* one line: the step, what it was about, the cause; cut where it is
                                        longer */
} Failure;

/* Describes what failed. ERROR is an errno, whose words are put at the end, or 0, where the text says all.
 * Returns -ERROR, or -EINVAL for 0, so that a function can end with it. */
int failure_set(Failure *ret, int status, int error, const char *format, ...) _printf_(4, 5);
