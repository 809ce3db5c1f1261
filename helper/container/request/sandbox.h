/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper sandbox: makes what the containers of a group share, or removes it. */
#pragma once

#include "core/contract/logpipe.h"
#include "core/contract/options.h"
#include "core/contract/sysctl.h"
#include "core/contract/userns.h"
#include "core/contract/wire.h"

/* What is in no list is borrowed from the words of the command line. */
typedef struct SandboxRequest {
        const char *group;
        bool remove;
        const char *rendering; /* the folder that STATE_DIR/GROUP/units becomes a copy of; NULL: none */
        UserNs userns;         /* without the option the host's, as units of older versions have it */
        bool host_network;     /* its network namespace is the host's */
        ShmSize shm_size;
        StrVec images;  /* KEY of imageref.h: what containers are started from */
        StrVec sysctls; /* each good, sysctl_check() */
        PipedLogList piped_logs;
        EmptyList empties; /* on disk they are made anew */
} SandboxRequest;

extern const OptionTable sandbox_options;

static inline void sandbox_request_done(SandboxRequest *request)
{
        options_done(&sandbox_options, request);
}
#define _cleanup_sandbox_request_ _cleanup_(sandbox_request_done)
