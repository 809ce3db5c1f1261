/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper: what the units of a group execute as root. Its command line is in request/. */
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/outcome.h"
#include "core/contract/unitname.h"
#include "helper/common/journal.h"
#include "helper/common/notify.h"
#include "helper/common/patience.h"
#include "helper/common/remains.h"
#include "helper/common/running.h"
#include "helper/common/step.h"
#include "helper/container/exec/exec.h"
#include "helper/container/init/ended.h"
#include "helper/container/init/init.h"
#include "helper/container/request/clean.h"
#include "helper/container/request/verbs.h"
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

/* What a verb is performed with, and what it says of itself. */
typedef struct Context {
        char **words;  /* of the verb's command line, a copy */
        char **shown;  /* the same, as others see them */
        int notify_fd; /* < 0: -errno */
        bool cleans;   /* it cleans up after something */
        bool by_hand;  /* it is no unit's command: nobody's socket is for it, and its status is a program's */
        int status;    /* to exit with, where nothing failed */
} Context;

/* A start that was killed could not say at what it was: what cleans up after it says it. A stop in the middle
 * of a start kills as well, and that is nothing to tell. */
static void tell_killed(const char *group, const char *name, int notify_fd)
{
        Failure killed;
        char step[FAILURE_TEXT_MAX];
        const char *result = service_result();
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
               is_variable("EXIT_STATUS", "KILL") && !streq(service_result(), "timeout") &&
               init_has_ended(request->group, request->container);
}

/* Something of GROUP has ended: the group's journal is told when it happens, since the group itself goes on.
 */
static void tell_group(const char *group, int priority, const char *text)
{
        _cleanup_free_ char *object = unitname_make(ROLE_GROUP, group, NULL);
        if (object)
                (void)journal_tell(object, priority, text);
}

#define WITH_INIT "it ended with the init of the group"

/* An end that systemd counts as a success is none to look for. */
static void tell_end(const CleanRequest *request, int notify_fd)
{
        _cleanup_strbuf_ StrBuf text = {};
        bool success = streq(service_result(), "success"), with_init = ended_with_init(request);
        if (!*service_result()) /* run by hand */
                return;
        strbuf_addf(&text, success ? "ended: %s, " : "container %s: ", request->container);
        if (with_init)
                strbuf_add(&text, WITH_INIT ", ");
        if (with_init && notify_fd >= 0)
                (void)notify_status(notify_fd, WITH_INIT);
        if (outcome_add_variables(service_result(), getenv("EXIT_CODE"), getenv("EXIT_STATUS"), request->init,
                                  &text) == 0)
                tell_group(request->group, success ? LOG_INFO : LOG_WARNING, text.text);
}

/* What the containers say of that is that they were killed. At a stop they have ended before. */
static void tell_end_of_init(const char *group)
{
        _cleanup_strbuf_ StrBuf text = {};
        if (!*service_result() || streq(service_result(), "success"))
                return;
        strbuf_add(&text, "the init, with which all containers end: ");
        if (outcome_add_variables(service_result(), getenv("EXIT_CODE"), getenv("EXIT_STATUS"), false,
                                  &text) == 0)
                tell_group(group, LOG_WARNING, text.text);
}

/* The main process, where systemd has not heard of its end: it has given up waiting then. 0: it has. */
static pid_t unheard_process(void)
{
        const char *word = getenv("MAINPID");
        uint64_t pid;
        return word && *service_result() && number_parse(word, INT32_MAX, &pid) == 0 ? (pid_t)pid : 0;
}

/* A neighbour that traces it can keep that to itself. In a process namespace of its own the container has
 * none.
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
static int clean(const CleanRequest *request, int notify_fd, Failure *failure)
{
        Failure later;
        int r = running_remove(request->group, request->container, failure);
        int layer = clean_layer(request, notify_fd, r < 0 ? &later : failure);
        return r < 0 ? r : layer;
}

static int sandbox_perform(const void *words, Context *context, Failure *failure)
{
        const SandboxRequest *request = words;
        context->cleans = request->remove;
        if (request->remove)
                tell_killed(request->group, STEP_SANDBOX, context->notify_fd);
        return sandbox(request, context->notify_fd, failure);
}

static int fail_notify(int error, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_NOTIFY, error, "reach systemd by NOTIFY_SOCKET");
}

static int init_perform(const void *words, Context *context, Failure *failure)
{
        const InitRequest *request = words;
        context->cleans = request->ended;
        if (request->ended) {
                tell_end_of_init(request->group);
                tell_killed(request->group, STEP_INIT, context->notify_fd);
                return 0;
        }
        if (context->notify_fd < 0)
                return fail_notify(-context->notify_fd, failure);
        return init_start(request, context->notify_fd, failure);
}

static int run_perform(const void *request, Context *context, Failure *failure)
{
        if (context->notify_fd < 0)
                return fail_notify(-context->notify_fd, failure);
        const RunWords words = {.words = context->words, .shown = context->shown};
        return run(request, &words, context->notify_fd, failure);
}

static int exec_perform(const void *request, Context *context, Failure *failure)
{
        return exec_program(request, context->shown, &context->status, failure);
}

static int clean_perform(const void *words, Context *context, Failure *failure)
{
        const CleanRequest *request = words;
        context->cleans = true;
        tell_end(request, context->notify_fd);
        tell_killed(request->group, request->container, context->notify_fd);
        return clean(request, context->notify_fd, failure);
}

#define ROW(name) [VERB_##name] = name##_perform,
static int (*const performs[_VERB_MAX])(const void *request, Context *context,
                                        Failure *failure) = {HELPER_VERBS(ROW)};

/* WORDS: the verb and its options. What is made of them is made of a copy. */
static int perform(char **words, Context *context, Failure *failure)
{
        _cleanup_strvec_ StrVec copy = {};
        size_t verb;
        int r = verb_find(words[0], &verb, failure);
        if (r < 0)
                return r;
        const OptionTable *options = verb_options[verb];
        _cleanup_free_ void *request = calloc(1, options->size);
        r = request ? 0 : -ENOMEM;
        for (char **word = words; *word && r == 0; word++)
                r = strvec_add(&copy, *word);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        context->words = copy.items + 1;
        context->shown = words + 1;
        r = options_read(options, context->words, request, failure);
        if (r == 0)
                r = performs[verb](request, context, failure);
        options_done(options, request);
        return r;
}

int main(int argc, char **argv)
{
        Failure failure = {.status = EXIT_SETUP_PROCESS};
        const char *address = getenv("NOTIFY_SOCKET");
        int r = fill_standard_descriptors();
        if (r < 0)
                failure_set(&failure, EXIT_SETUP_PROCESS, -r, "open /dev/null");
        _cleanup_close_ int notify_fd = address ? notify_open(address) : -ENOTCONN;
        Context context = {.notify_fd = notify_fd,
                           .by_hand = argc > 1 && streq(argv[1], verb_options[VERB_exec]->verb)};
        if (r == 0)
                r = perform(argv + (argc > 0), &context, &failure);
        if (r == 0)
                return context.status;
        /* What goes wrong after a failure must not hide it: systemd shows the last status alone. */
        bool hides = context.cleans && *service_result() && !streq(service_result(), "success");
        report_failure(&failure, hides || context.by_hand ? -1 : notify_fd);
        bool of_program = failure.status == EXIT_NOT_FOUND || failure.status == EXIT_NOT_EXECUTABLE;
        return context.by_hand && !of_program ? EXIT_SESSION : failure.status;
}
