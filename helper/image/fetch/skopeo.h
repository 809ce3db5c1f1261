/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Skopeo, run as a user that owns nothing but what it fetches. A registry is hostile, and this is the one
 * program that listens to it: it has no capability, no way to new ones, and a mount and a process namespace
 * of its own, in which all is read-only but the one pull's folder, and no other process is seen. With it end
 * all processes that it has started. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <sys/types.h>

#define SKOPEO "/usr/bin/skopeo"

/* The descriptor by which it has the authentication file. */
#define SKOPEO_AUTH_FD   3
#define SKOPEO_AUTH_FILE "/proc/self/fd/3"

/* Folders of a pull that it finds in COSLICE_PULL_DIR: there, the pull's folder is all that there is. */
#define SKOPEO_TMP "tmp"

/* What is kept of its standard error, from the end: what is fatal is said last. */
#define SKOPEO_ERRORS_MAX 16384

typedef struct SkopeoRun {
        char *const *words;         /* what follows "skopeo", NULL-terminated */
        int folder_fd;              /* of the pull, the user's */
        int auth_fd;                /* Credential.fd */
        uid_t user;                 /* never 0 */
        gid_t group;                /* never 0 */
        size_t output_max;          /* of its standard output; more is an error */
        int (*tick)(void *context); /* asked twice a second; what is not 0 ends skopeo, and is returned */
        void *context;              /* of tick */
} SkopeoRun;

/* Runs it to its end. RET_OUTPUT gets its standard output, RET_ERRORS the end of its standard error. 0,
 * SKOPEO_FAILED, what TICK said, or -errno with FAILURE: it can't be run. */
enum {
        SKOPEO_FAILED = 1, /* it says why in RET_ERRORS */
};
int skopeo_run(const SkopeoRun *run, StrBuf *ret_output, StrBuf *ret_errors, Failure *failure);
