/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper clean: removes what a container leaves, its writable layer. */
#pragma once

#include "core/contract/options.h"

/* Borrowed from the words of the command line. */
typedef struct CleanRequest {
        const char *group, *container;
        bool init;      /* it ran below catatonit */
        bool share_pid; /* its process namespace is the group's */
} CleanRequest;

extern const OptionTable clean_options;
