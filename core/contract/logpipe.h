/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pipes of containers that open their log by name (LogPipe=): COSLICE_LOG_DIR/GROUP/CONTAINER and one of
 * these, which no label holds. */
#pragma once

/* Of "coslice-helper sandbox", whose it makes: CONTAINER. Of "run", whether the container is to have some. */
#define LOGPIPE_OPTION "log-pipe"
#define LOGPIPE_YES    "yes"  /* without them it doesn't start */
#define LOGPIPE_AUTO   "auto" /* if the sandbox has made some */

/* By what they are of a container: standard output, standard error. */
enum { LOGPIPE_OUT, LOGPIPE_ERR, _LOGPIPE_MAX };
#define LOGPIPE_SUFFIXES                                       \
        {                                                      \
                [LOGPIPE_OUT] = ".out", [LOGPIPE_ERR] = ".err" \
        }
