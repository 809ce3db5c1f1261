/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a start is at, in memory that its processes share. It is a file too, /run/coslice/steps/GROUP/NAME,
 * which is there as long as the start goes on: if all of them are killed, whoever cleans up after them finds
 * it and can tell. */
#pragma once

#include "core/base/failure.h"

#include <stdbool.h>

/* The name of the sandbox's own, which no container can have. */
#define STEP_SANDBOX "_"
#define STEP_INIT    "_init" /* nor that of the init of all */

/* FAILURE_TEXT_MAX bytes, shared with children. Without a folder of GROUP's or without space they are no
 * file: nothing but these words depends on it. 0 or -ENOMEM. */
int step_begin(const char *group, const char *name, char **ret);

/* From here on it is at this. */
void step_set(char *step, const char *text);

/* The start is over, whether it succeeded or was told to have failed. */
void step_end(char *step, const char *group, const char *name);

/* The step at which a start was killed: fills RET (FAILURE_TEXT_MAX bytes), and forgets it. False if none
 * was. */
bool step_left(const char *group, const char *name, char *ret);

/* Makes the folder of GROUP's steps. 0 or -errno with FAILURE. */
int step_make_group(const char *group, Failure *failure);

/* Removes it; 0 if there is none. 0 or -errno with FAILURE. */
int step_remove_group(const char *group, Failure *failure);
