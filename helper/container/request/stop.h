/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper stop: asks a container to end, in the way that its image wants. */
#pragma once

#include "core/contract/options.h"

/* Borrowed from the words of the command line. */
typedef struct StopRequest {
        const char *group, *container;
} StopRequest;

extern const OptionTable stop_options;
