/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper: what the units of a group execute as root. See core/contract/contract.h for its command
 * line. */
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/outcome.h"
#include "core/contract/unitname.h"
#include "helper/common/journal.h"
#include "helper/common/notify.h"
#include "helper/common/patience.h"
#include "helper/common/remains.h"
#include "helper/common/step.h"
#include "helper/container/root/layer.h"
#include "helper/container/sandbox/sandbox.h"
#include "helper/container/start/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

/* A program started without them would take the next file that it opens for its standard error. */
static int fill_standard_descriptors(void)
{
        int fd;
        do {
                fd = open("/dev/null", O_RDWR);
                if (fd < 0)
                        return -errno;
        } while (fd <= STDERR_FILENO);
        close(fd);
        return 0;
}

/* The unit's status and its log. */
static void report_failure(const Failure *failure, int notify_fd)
{
        _cleanup_strbuf_ StrBuf clean = {};
        if (notify_fd >= 0)
                (void)notify_status(notify_fd, failure->text);
        bool printable = utf8_printable(failure->text, &clean) == 0;
        fprintf(stderr, "%s\n", printable ? clean.text : failure->text);
}

/* Of the unit that is cleaned up after, systemd.exec(5); "" where nobody says. */
static const char *service_result(void)
{
        const char *result = getenv("SERVICE_RESULT");
        return result ? result : "";
}

/* A start that was killed could not say at what it was: what cleans up after it says it. A stop in the middle
 * of a start kills as well, and that is nothing to tell. */
static void tell_killed(const Request *request, int notify_fd)
{
        Failure killed;
        char step[FAILURE_TEXT_MAX];
        const char *result = service_result();
        const char *name = request->verb == VERB_SANDBOX ? STEP_SANDBOX : request->container;
        if (!step_left(request->group, name, step) || streq(result, "success"))
                return;
        failure_set(&killed, 0, 0, "coslice-helper was killed%s at: %s",
                    streq(result, "timeout") ? ", its time was up," : "", step);
        report_failure(&killed, notify_fd);
}

/* A container has ended: the group's journal is told when it happens, since the group itself goes on. An end
 * that systemd counts as a success is none to look for. */
static void tell_end(const Request *request)
{
        _cleanup_strbuf_ StrBuf text = {};
        bool success = streq(service_result(), "success");
        if (!*service_result()) /* run by hand */
                return;
        _cleanup_free_ char *object = unitname_make(ROLE_GROUP, request->group, NULL);
        strbuf_addf(&text, success ? "ended: %s, " : "container %s: ", request->container);
        if (object && outcome_add_variables(service_result(), getenv("EXIT_CODE"), getenv("EXIT_STATUS"),
                                            request->init, &text) == 0)
                (void)journal_tell(object, success ? LOG_INFO : LOG_WARNING, text.text);
}

/* StopTimeout= is for the payload: a large layer takes longer, and that is no failure. */
static int clean(const Request *request, int notify_fd, Failure *failure)
{
        Patience patience = {.notify_fd = notify_fd};
        Remains remains;
        patience_step(&patience);
        int r = remains_wait(request->group, request->container, patience_step, &patience, &remains);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "look for processes of container %s",
                                   request->container);
        if (r > 0)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "process %d (%s) is left and can't be killed; the writable layer is kept",
                                   remains.pid, remains.name);
        return layer_remove(request->group, request->container, patience_step, &patience, failure);
}

static int perform(const Request *request, int notify_fd, Failure *failure)
{
        switch (request->verb) {
        case VERB_SANDBOX:
                if (request->remove)
                        tell_killed(request, notify_fd);
                return sandbox(request, notify_fd, failure);
        case VERB_RUN:
                if (notify_fd < 0)
                        return failure_set(failure, EXIT_SETUP_NOTIFY, -notify_fd,
                                           "reach systemd by NOTIFY_SOCKET");
                return run(request, notify_fd, failure);
        case VERB_CLEAN:
                tell_end(request);
                tell_killed(request, notify_fd);
                return clean(request, notify_fd, failure);
        }
        return -EINVAL;
}

int main(int argc, char **argv)
{
        _cleanup_request_ Request request = {};
        Failure failure = {.status = EXIT_SETUP_PROCESS};
        const char *address = getenv("NOTIFY_SOCKET");
        int r = fill_standard_descriptors();
        if (r < 0)
                failure_set(&failure, EXIT_SETUP_PROCESS, -r, "open /dev/null");
        _cleanup_close_ int notify_fd = address ? notify_open(address) : -ENOTCONN;
        if (r == 0)
                r = request_parse(argv + (argc > 0), &request, &failure);
        if (r == 0)
                r = perform(&request, notify_fd, &failure);
        if (r == 0)
                return EXIT_SUCCESS;
        /* What goes wrong after a failure must not hide it: systemd shows the last status alone. */
        bool hides = (request.verb == VERB_CLEAN || request.remove) && *service_result() &&
                     !streq(service_result(), "success");
        report_failure(&failure, hides ? -1 : notify_fd);
        return failure.status;
}
