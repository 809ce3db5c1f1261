/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process that becomes the program. It is inside from its first moment, beside whatever else is there. */
#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/container/exec/join.h"
#include "helper/container/exec/streams.h"
#include "helper/container/start/payload.h"
#include "helper/container/start/user.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

/* What the steps share. */
typedef struct Session {
        const Join *join;
        int root_fd;
        Identity found;           /* where another user is asked for */
        const Identity *identity; /* whose it will be */
        Streams streams;
        StrVec environment; /* the container's own lines, and what is asked for */
        PayloadParts parts;
        Payload payload;
} Session;

static int start_session(void *context, Failure *failure)
{
        return setsid() < 0 ? -errno : 0;
}

static int open_root(void *context, Failure *failure)
{
        Session *session = context;
        session->root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
        return session->root_fd < 0 ? -errno : 0;
}

/* The container's own is whom it was found to be at its start: its files may say otherwise by now. */
static int find_user(void *context, Failure *failure)
{
        Session *session = context;
        const Join *join = session->join;
        const UserWish wish = {.user = join->request->user,
                               .root_fd = session->root_fd,
                               .own_ids = groupids_own(&join->ids)};
        session->identity = &join->record->identity;
        if (!wish.user)
                return 0;
        session->identity = &session->found;
        return user_find(&wish, &session->found, failure);
}

static int make_streams(void *context, Failure *failure)
{
        Session *session = context;
        const ExecRequest *request = session->join->request;
        Streams *streams = &session->streams;
        int r = streams_make(session->root_fd, session->identity, request->terminal, request->interactive,
                             streams);
        return r < 0 ? r : channel_hand_over(session->join->channel_fd, streams->outside, streams->n_outside);
}

static int become_payload(void *context, Failure *failure)
{
        Session *session = context;
        const Join *join = session->join;
        const RunRequest *start = join->start;
        const ExecRequest *request = join->request;
        const Record *record = join->record;
        int r = strvec_extend(&session->environment, &start->env);
        if (r == 0)
                r = strvec_extend(&session->environment, &request->env);
        if (r < 0)
                return r;
        session->parts = (PayloadParts){.root_fd = session->root_fd,
                                        .identity = session->identity,
                                        .environment = {.home = session->identity->home,
                                                        .hostname = start->hostname,
                                                        .group = start->group,
                                                        .container = start->container,
                                                        .of_image = &record->image_environment,
                                                        .from_files = &record->environment,
                                                        .own = &session->environment},
                                        .working_dir = request->working_dir  ? request->working_dir
                                                       : record->working_dir ? record->working_dir
                                                                             : start->working_dir,
                                        .program = request->program,
                                        .launch_fd = join->launch_fd,
                                        .wish = {.proc_fd = -1,
                                                 .userns_fd = -1,
                                                 .inside = groupids_own(&join->ids),
                                                 .capabilities = {.said = true, .bits = record->capabilities},
                                                 .user_capabilities = start->user_capabilities,
                                                 .new_privileges = start->new_privileges,
                                                 .unconfined = record->filter.n == 0,
                                                 .profile = &record->filter},
                                        .rules = &join->rules,
                                        .step = join->shared->step};
        for (int i = 0; i < 3; i++)
                session->parts.streams[i] = session->streams.inside[i];
        return payload_set_up(&session->parts, &session->payload, failure);
}

/* A change of ids takes it back, so it comes behind that. */
static int end_with_helper(void *context, Failure *failure)
{
        return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ? -errno : 0;
}

static int take_limits(void *context, Failure *failure)
{
        const Session *session = context;
        return rlimits_set(&session->join->limits);
}

const Step session_steps[] = {
        /* Of the container's, and with no terminal but its own. */
        {"start a session", EXIT_SETUP_PROCESS, start_session},
        {"open the root file system", EXIT_SETUP_ROOT, open_root},
        {"find the user", EXIT_SETUP_USER, find_user},
        /* As that user, whose they are. */
        {"make the standard streams", EXIT_SETUP_PROCESS, make_streams},
        /* As the container's own process was set up with them: its filter may forbid to set any. */
        {"take the container's limits", EXIT_SETUP_PROCESS, take_limits},
        /* As that one did: payload_steps. */
        {"become the payload", EXIT_SETUP_PROCESS, become_payload},
        /* Nobody but the helper waits for it, and takes what it writes. */
        {"end with the helper", EXIT_SETUP_PROCESS, end_with_helper},
};
const size_t n_session_steps = ARRAY_SIZE(session_steps);

static int set_up(Session *session, Failure *failure)
{
        int r = steps_run(session_steps, n_session_steps, session, session->join->shared->step, failure);
        closep(&session->root_fd);
        streams_done(&session->streams);
        return r;
}

_Noreturn void session_run(const Join *join)
{
        Session session = {.join = join, .root_fd = -1, .streams = STREAMS_NULL};
        Failure failure;
        if (set_up(&session, &failure) < 0) {
                channel_say_failed(join->channel_fd, &failure);
                _exit(failure.status);
        }
        int r = channel_say_ready(join->channel_fd);
        if (r == 0)
                r = channel_wait_go(join->channel_fd);
        /* The helper may have let it go already, and takes what it says and its status for the program's. */
        if (r < 0)
                failure_set(&failure, EXIT_SESSION, -r, "wait to be let go");
        else
                payload_execute(&session.parts, &session.payload, &failure);
        dprintf(STDERR_FILENO, "%s\n", failure.text);
        _exit(failure.status);
}
