/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What coslice-generator does, apart from its command line. */
#pragma once

#include "generator/edge/installed.h"
#include "generator/edge/scan.h"

typedef struct GenerateOptions {
        const char *out; /* the directory to write to, which exists */
        Installed installed;
        const StrVec *dirs;    /* where definitions are looked for, first ones win */
        const char *state_dir; /* of groups that run; NULL: they are not looked at */
        bool refresh; /* OUT is what systemd reads: copies of groups that run follow their definition */
} GenerateOptions;

/* Writes the units of all groups, and of those that run without a valid definition. What is wrong with
 * definitions is logged, and refused by units. The number of groups whose units can't be written, which is
 * logged too, or -errno. */
int generate(const GenerateOptions *options);
