/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper: what the units of a group execute as root. Its command line is in request/. */
#include "core/contract/contract.h"
#include "helper/common/notify.h"
#include "helper/common/report.h"
#include "helper/common/step.h"
#include "helper/common/streams.h"
#include "helper/container/end/clean.h"
#include "helper/container/end/stop.h"
#include "helper/container/end/tell.h"
#include "helper/container/exec/exec.h"
#include "helper/container/exec/netns.h"
#include "helper/container/init/init.h"
#include "helper/container/request/clean.h"
#include "helper/container/request/verbs.h"
#include "helper/container/sandbox/sandbox.h"
#include "helper/container/start/run.h"

#include <errno.h>
#include <stdlib.h>

/* What a verb is performed with, and what it says of itself. */
typedef struct Context {
        char **words;  /* of the verb's command line, a copy */
        char **shown;  /* the same, as others see them */
        int notify_fd; /* < 0: -errno */
        bool cleans;   /* it cleans up after something */
        bool by_hand;  /* it is no unit's command: nobody's socket is for it, and its status is a program's */
        int status;    /* to exit with, where nothing failed */
} Context;

static int sandbox_perform(const void *words, Context *context, Failure *failure)
{
        const SandboxRequest *request = words;
        context->cleans = request->remove;
        if (request->remove)
                end_tell_killed(request->group, STEP_SANDBOX, context->notify_fd);
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
                end_tell_init(request->group);
                end_tell_killed(request->group, STEP_INIT, context->notify_fd);
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

static int stop_perform(const void *request, Context *context, Failure *failure)
{
        return stop(request, failure);
}

static int netns_perform(const void *request, Context *context, Failure *failure)
{
        return netns_become(request, failure);
}

static int clean_perform(const void *words, Context *context, Failure *failure)
{
        const CleanRequest *request = words;
        context->cleans = true;
        end_tell(request, context->notify_fd);
        end_tell_killed(request->group, request->container, context->notify_fd);
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

/* By the command of people, and not by a unit. */
static bool is_by_hand(const char *verb)
{
        return streq(verb, verb_options[VERB_exec]->verb) || streq(verb, verb_options[VERB_netns]->verb);
}

int main(int argc, char **argv)
{
        Failure failure = {.status = EXIT_SETUP_PROCESS};
        const char *address = getenv("NOTIFY_SOCKET");
        int r = streams_hold();
        if (r < 0)
                failure_set(&failure, EXIT_SETUP_PROCESS, -r, "open /dev/null");
        _cleanup_close_ int notify_fd = address ? notify_open(address) : -ENOTCONN;
        Context context = {.notify_fd = notify_fd, .by_hand = argc > 1 && is_by_hand(argv[1])};
        if (r == 0)
                r = perform(argv + (argc > 0), &context, &failure);
        if (r == 0)
                return context.status;
        /* What goes wrong after a failure must not hide it: systemd shows the last status alone. */
        bool hides = context.cleans && *end_result() && !streq(end_result(), "success");
        report_failure(&failure, hides || context.by_hand ? -1 : notify_fd);
        bool of_program = failure.status == EXIT_NOT_FOUND || failure.status == EXIT_NOT_EXECUTABLE;
        return context.by_hand && !of_program ? EXIT_SESSION : failure.status;
}
