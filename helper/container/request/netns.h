/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper netns: a program of the host in a group's network. */
#pragma once

#include "core/contract/options.h"

/* Borrowed from the words of the command line. */
typedef struct NetnsRequest {
        const char *group;
        char **program;
} NetnsRequest;

extern const OptionTable netns_options;
