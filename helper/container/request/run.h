/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper run: starts a container. */
#pragma once

#include "core/contract/apparmor.h"
#include "core/contract/capabilities.h"
#include "core/contract/device.h"
#include "core/contract/lookup.h"
#include "core/contract/network.h"
#include "core/contract/options.h"
#include "core/contract/secret.h"
#include "core/contract/socketfamily.h"
#include "core/contract/userns.h"
#include "core/contract/wire.h"

/* Neither: the built-in one. */
typedef struct SeccompProfile {
        bool unconfined;  /* none */
        const char *path; /* of a file; NULL: not one of these */
} SeccompProfile;

/* How many of the words of a program are the definition's Entrypoint=. */
typedef struct EntrypointWords {
        bool said; /* else the image's is used */
        uint32_t n;
} EntrypointWords;

/* Whether standard output and error are pipes, logpipes.h. */
typedef enum LogPipeWish {
        LOGPIPE_NONE,
        LOGPIPE_IF_MADE, /* if there are some */
        LOGPIPE_NEEDED,
} LogPipeWish;

/* What is in no list is borrowed from the words of the command line. */
typedef struct RunRequest {
        const char *group, *container;
        const char *rootfs;         /* the lower layer; NULL: it has an image */
        const char *image;          /* KEY of imageref.h, as the group has pinned it; NULL: it has a rootfs */
        EntrypointWords entrypoint; /* of an image */
        const char *hostname;
        const char *working_dir;    /* NULL: the image's, or "/" */
        const char *user;           /* USER[:GROUP], by names of the root's own passwd and group; NULL: the
                                     * image's, or root */
        const char *timezone;       /* of timezone.h; NULL: the image's */
        const char *apparmor;       /* a profile, or unconfined; NULL: ours, where it is loaded */
        UserNs userns;              /* as the sandbox was told */
        CapabilitySet capabilities; /* not said: the default */
        CapabilitySet user_capabilities; /* of these, what another user than root has; not said: none */
        bool new_privileges;    /* what the payload executes may have more than it: no_new_privs is off */
        bool read_only;         /* the root file system is, once it is set up */
        uint64_t storage_limit; /* bytes that the writable layer may hold; 0: as many as there is room for */
        bool init;              /* catatonit executes it, and stays above it */
        bool share_pid;         /* its process namespace is the group's */
        bool host_network;      /* as the sandbox was told: names are looked up as the host does */
        bool group_network;     /* the group has one of its own, with an address */
        LogPipeWish log_pipe;
        SeccompProfile profile; /* of system calls */
        SocketFamilies sockets; /* more than those of the built-in profile */
        StrVec localhosts;      /* names in /etc/hosts for 127.0.0.1 and ::1 */
        AddedHostList hosts;    /* and more lines of it */
        ServerList dns;         /* of resolv.conf, in place of what would be there */
        StrVec dns_searches, dns_options;
        StrVec env;       /* NAME=VALUE; wins over a file */
        StrVec env_files; /* [-]PATH, systemd's syntax; "-": may be absent */
        StrVec group_adds;
        StrVec untrusted;        /* directories of the host that payloads write: nothing leads out */
        StrVec masked, unmasked; /* paths in the container: more, and not those of masks.h */
        DeviceList devices;
        SecretList secrets;
        MountList mounts; /* in the order of the command line */
        char **program;   /* NULL-terminated, at least one word; of an image there may be none */
} RunRequest;

extern const OptionTable run_options;

static inline void run_request_done(RunRequest *request)
{
        options_done(&run_options, request);
}
#define _cleanup_run_request_ _cleanup_(run_request_done)
