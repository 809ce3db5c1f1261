/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper: what the units of a group execute as root. Its command line is in request/. */
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
        char **words;  /* of the verb's command line */
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

/* A container has ended: the group's journal is told when it happens, since the group itself goes on. An end
 * that systemd counts as a success is none to look for. */
static void tell_end(const CleanRequest *request)
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
static int clean_layer(const CleanRequest *request, int notify_fd, Failure *failure)
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

static int run_perform(const void *request, Context *context, Failure *failure)
{
        if (context->notify_fd < 0)
                return failure_set(failure, EXIT_SETUP_NOTIFY, -context->notify_fd,
                                   "reach systemd by NOTIFY_SOCKET");
        return run(request, context->words, context->notify_fd, failure);
}

static int exec_perform(const void *request, Context *context, Failure *failure)
{
        return exec_program(request, context->words, &context->status, failure);
}

static int clean_perform(const void *words, Context *context, Failure *failure)
{
        const CleanRequest *request = words;
        context->cleans = true;
        tell_end(request);
        tell_killed(request->group, request->container, context->notify_fd);
        return clean(request, context->notify_fd, failure);
}

#define ROW(name) [VERB_##name] = name##_perform,
static int (*const performs[_VERB_MAX])(const void *request, Context *context,
                                        Failure *failure) = {HELPER_VERBS(ROW)};

/* WORDS: the verb and its options. */
static int perform(char **words, Context *context, Failure *failure)
{
        size_t verb;
        int r = verb_find(words[0], &verb, failure);
        if (r < 0)
                return r;
        const OptionTable *options = verb_options[verb];
        _cleanup_free_ void *request = calloc(1, options->size);
        if (!request)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        context->words = words + 1;
        r = options_read(options, words + 1, request, failure);
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
