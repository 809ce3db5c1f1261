/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper init: starts the init of a process namespace that a group's containers share. */
#pragma once

#include "core/contract/options.h"
#include "core/contract/userns.h"

/* Borrowed from the words of the command line. */
typedef struct InitRequest {
        const char *group;
        bool ended;    /* it tells how the init has ended, and no more */
        UserNs userns; /* as the sandbox was told */
} InitRequest;

extern const OptionTable init_options;
