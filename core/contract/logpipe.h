/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pipes of containers that open their log by name (LogPipe=): COSLICE_LOG_DIR/GROUP/CONTAINER and one of
 * these, which no label holds. The generator says who is to have some, the helper makes and uses them. Pure.
 */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#define LOGPIPE_OPTION "log-pipe"

/* By what they are of a container: standard output, standard error. */
enum { LOGPIPE_OUT, LOGPIPE_ERR, _LOGPIPE_MAX };
#define LOGPIPE_SUFFIXES                                       \
        {                                                      \
                [LOGPIPE_OUT] = ".out", [LOGPIPE_ERR] = ".err" \
        }

/* Of "coslice-helper run": whether this container is to have some. */
#define LOGPIPE_YES  "yes"  /* without them it doesn't start */
#define LOGPIPE_AUTO "auto" /* if the sandbox has made some */

/* Of "coslice-helper sandbox": a container that gets some. */
#define LOGPIPE_FORM "CONTAINER[:KEY]"
typedef struct PipedLog {
        char *container;
        char *image; /* KEY of imageref.h: if this one opens its log by name; NULL: in any case */
} PipedLog;

typedef struct PipedLogList {
        PipedLog *items;
        size_t n;
} PipedLogList;

void piped_log_list_done(PipedLogList *list);

/* Appends "--log-pipe=CONTAINER[:KEY]"; IMAGE may be NULL. 0 or -ENOMEM. */
int piped_log_write(const char *container, const char *image, StrBuf *ret);

/* What follows "--log-pipe=", appended to LIST. As the readers of wire.h. */
int piped_log_read(const char *value, PipedLogList *list, Failure *failure);
