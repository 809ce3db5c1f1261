/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-log [--reload] GROUP: reads the pipes of a group's containers whose programs open their log by name
 * (LogPipe=), and writes each line to the journal as the container's. Run by coslice-log@GROUP.service, as
 * root without capabilities. */
#include "core/base/name.h"
#include "core/contract/contract.h"
#include "helper/common/notify.h"
#include "helper/common/report.h"
#include "helper/log/logger.h"
#include "helper/log/reload.h"

#include <errno.h>
#include <stdio.h>

static int say_ready(const Logger *logger, Failure *failure)
{
        char text[64];
        snprintf(text, sizeof text, "READY=1\nSTATUS=reads %zu pipes", logger->n_sources);
        int r = notify_send(logger->store.notify_fd, text);
        return r < 0 ? failure_set(failure, EXIT_SETUP_NOTIFY, -r, "tell systemd") : 0;
}

static int fail(const Failure *failure, int notify_fd)
{
        report_failure(failure, notify_fd);
        return failure->status;
}

int main(int argc, char **argv)
{
        _cleanup_logger_ Logger logger = LOGGER_NULL;
        Failure failure;
        bool reload = argc == 3 && streq(argv[1], "--reload");
        if ((argc != 2 && !reload) || !label_is_valid(argv[argc - 1])) {
                fputs("coslice-log is run by coslice-log@GROUP.service: coslice-log [--reload] GROUP\n",
                      stderr);
                return EXIT_SETUP_REQUEST;
        }
        if (reload)
                return reload_pipes(argv[2], &failure) < 0 ? fail(&failure, -EBADF) : EXIT_SUCCESS;
        int r = logger_open(argv[1], &logger, &failure);
        if (r == 0)
                r = say_ready(&logger, &failure);
        if (r == 0)
                r = logger_run(&logger, &failure);
        if (r == 0)
                return EXIT_SUCCESS;
        return fail(&failure, logger.store.notify_fd);
}
