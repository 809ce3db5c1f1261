/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/end/clean.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "helper/common/patience.h"
#include "helper/common/remains.h"
#include "helper/common/report.h"
#include "helper/common/running.h"
#include "helper/container/end/tell.h"
#include "helper/container/root/layer.h"

#include <stdlib.h>

/* The main process, where systemd has not heard of its end: it has given up waiting then. 0: it has. */
static pid_t unheard_process(void)
{
        const char *word = getenv("MAINPID");
        uint64_t pid;
        return word && *end_result() && number_parse(word, INT32_MAX, &pid) == 0 ? (pid_t)pid : 0;
}

/* A neighbour that traces it can keep that to itself. In a process namespace of its own it has no neighbour.
 */
static void end_tracer(const CleanRequest *request, int notify_fd)
{
        Failure told;
        Remains tracer;
        pid_t pid = unheard_process();
        if (pid == 0 || remains_kill_tracer(request->group, pid, &tracer) <= 0)
                return;
        failure_set(
                &told, 0, 0,
                "process %d (%s) of container %s has traced the container's process and kept its end from "
                "systemd: it was killed",
                tracer.pid, tracer.name, tracer.container);
        report_failure(&told, notify_fd);
}

/* StopTimeout= is for the payload: a large layer takes longer, and that is no failure. */
static int clean_layer(const CleanRequest *request, int notify_fd, Failure *failure)
{
        Patience patience = {.notify_fd = notify_fd};
        Remains remains;
        patience_step(&patience);
        /* Where the container's end is not that of a process namespace, systemd kills what is left only after
         * this (systemd.kill(5), KillMode=mixed). */
        int r = request->share_pid
                        ? remains_kill(request->group, request->container, patience_step, &patience, &remains)
                        : remains_wait(request->group, request->container, patience_step, &patience,
                                       &remains);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "look for processes of container %s",
                                   request->container);
        if (r > 0)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "process %d (%s) is left and can't be killed; the writable layer is kept",
                                   remains.pid, remains.name);
        if (request->share_pid)
                end_tracer(request, notify_fd);
        return layer_remove(request->group, request->container, patience_step, &patience, failure);
}

/* What it was started with goes first, whatever becomes of the rest: it is of a process that has ended. */
int clean(const CleanRequest *request, int notify_fd, Failure *failure)
{
        Failure later;
        int r = running_remove(request->group, request->container, failure);
        int layer = clean_layer(request, notify_fd, r < 0 ? &later : failure);
        return r < 0 ? r : layer;
}
