/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/end/tell.h"

#include "core/contract/contract.h"
#include "core/contract/outcome.h"
#include "core/contract/unitname.h"
#include "helper/common/journal.h"
#include "helper/common/notify.h"
#include "helper/common/report.h"
#include "helper/common/step.h"
#include "helper/container/end/ended.h"

#include <stdlib.h>
#include <syslog.h>

const char *end_result(void)
{
        const char *result = getenv("SERVICE_RESULT");
        return result ? result : "";
}

/* A stop in the middle of a start kills as well, and that is nothing to tell. */
void end_tell_killed(const char *group, const char *name, int notify_fd)
{
        Failure killed;
        char step[FAILURE_TEXT_MAX];
        const char *result = end_result();
        if (!step_left(group, name, step) || streq(result, "success"))
                return;
        failure_set(&killed, 0, 0, "coslice-helper was killed%s at: %s",
                    streq(result, "timeout") ? ", its time was up," : "", step);
        report_failure(&killed, notify_fd);
}

static bool is_variable(const char *name, const char *value)
{
        const char *found = getenv(name);
        return found && streq(found, value);
}

/* Whether it was killed by the kernel, since the first process of its process namespace had ended. */
static bool ended_with_init(const CleanRequest *request)
{
        return request->share_pid && is_variable("EXIT_CODE", "killed") &&
               is_variable("EXIT_STATUS", "KILL") && !streq(end_result(), "timeout") &&
               init_has_ended(request->group, request->container);
}

/* The group's journal is told when something of it ends, since the group itself goes on. */
static void tell_group(const char *group, int priority, const char *text)
{
        _cleanup_free_ char *object = unitname_make(ROLE_GROUP, group, NULL);
        if (object)
                (void)journal_tell(object, priority, text);
}

#define WITH_INIT "it ended with the init of the group"

/* An end that systemd counts as a success is none to look for. */
void end_tell(const CleanRequest *request, int notify_fd)
{
        _cleanup_strbuf_ StrBuf text = {};
        bool success = streq(end_result(), "success"), with_init = ended_with_init(request);
        if (!*end_result()) /* run by hand */
                return;
        strbuf_addf(&text, success ? "ended: %s, " : "container %s: ", request->container);
        if (with_init)
                strbuf_add(&text, WITH_INIT ", ");
        if (with_init && notify_fd >= 0)
                (void)notify_status(notify_fd, WITH_INIT);
        if (outcome_add_variables(end_result(), getenv("EXIT_CODE"), getenv("EXIT_STATUS"), request->init,
                                  &text) == 0)
                tell_group(request->group, success ? LOG_INFO : LOG_WARNING, text.text);
}

/* What the containers say of that is that they were killed. At a stop they have ended before. */
void end_tell_init(const char *group)
{
        _cleanup_strbuf_ StrBuf text = {};
        if (!*end_result() || streq(end_result(), "success"))
                return;
        strbuf_add(&text, "the init, with which all containers end: ");
        if (outcome_add_variables(end_result(), getenv("EXIT_CODE"), getenv("EXIT_STATUS"), false, &text) ==
            0)
                tell_group(group, LOG_WARNING, text.text);
}
