/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sandboxes. */
#include "helper/container/sandbox/sandbox.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/logpipes.h"
#include "helper/common/patience.h"
#include "helper/common/pins.h"
#include "helper/common/remains.h"
#include "helper/common/running.h"
#include "helper/common/state.h"
#include "helper/common/step.h"
#include "helper/common/steps.h"
#include "helper/common/storagelimit.h"
#include "helper/common/wants.h"
#include "helper/container/root/image.h"
#include "helper/container/root/layer.h"
#include "helper/container/sandbox/copy.h"
#include "helper/container/sandbox/ids.h"
#include "helper/container/sandbox/pinned.h"
#include "helper/container/sandbox/userdb.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the steps share. */
typedef struct Sandbox {
        const SandboxRequest *request;
        char *step;   /* of step.h */
        GroupIds ids; /* once they are claimed */
        Patience patience;
} Sandbox;

static int keep_units(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        const SandboxRequest *request = sandbox->request;
        _cleanup_imagepins_ ImagePins images = IMAGE_PINS_NULL;
        int r = imagepins_find(request->group, &request->images, &images, failure);
        return r < 0 ? r : copy_make(request->group, request->rendering, &images, failure);
}

/* The record is ours to write while nobody else can claim the range. */
static int claim_ids(void *context, Failure *failure)
{
        Sandbox *sandbox = context;
        const SandboxRequest *request = sandbox->request;
        sandbox->ids = (GroupIds){.userns = &request->userns, .fd = -1};
        if (!request->userns.own)
                return 0;
        _cleanup_close_ int lock = pins_lock(failure);
        if (lock < 0)
                return lock;
        int r = ids_claim(request->group, &sandbox->ids.base, failure);
        return r < 0 ? r : userdb_add(request->group, sandbox->ids.base, failure);
}

static int remove_record(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        uint32_t base;
        int r = ids_find(sandbox->request->group, &base);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        return userdb_remove(sandbox->request->group, base, failure);
}

static int limit_empty(const char *group, int fd, const Empty *empty, Failure *failure)
{
        _cleanup_free_ char *name = string_printf(COSLICE_EMPTY_DIR "/%s/%s", group, empty->name);
        int r = name ? storagelimit_set(fd, name, empty->bytes, NULL, NULL) : -ENOMEM;
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, 0, "Size= of volume %s: %s", empty->name,
                                   storagelimit_error(r))
                     : 0;
}

static int make_empty(const char *group, const Empty *empty, const GroupIds *ids, Failure *failure)
{
        /* Only for groups that have some. */
        _cleanup_close_ int group_fd = state_open(COSLICE_EMPTY_DIR, group);
        _cleanup_close_ int fd = group_fd < 0 ? group_fd : io_open_folder(group_fd, empty->name, 0700);
        int r = fd < 0 ? fd : 0;
        if (r == 0 && empty->bytes > 0) {
                r = limit_empty(group, fd, empty, failure);
                if (r < 0)
                        return r;
        }
        if (r == 0 && (fchown(fd, groupids_uid(ids, empty->uid), groupids_gid(ids, empty->gid)) < 0 ||
                       fchmod(fd, empty_mode(empty)) < 0))
                r = -errno;
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "make the empty volume " COSLICE_EMPTY_DIR "/%s/%s", group, empty->name)
                     : 0;
}

static int make_empties(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        const SandboxRequest *request = sandbox->request;
        int r = 0;
        for (size_t i = 0; i < request->empties.n && r == 0; i++)
                if (!request->empties.items[i].memory)
                        r = make_empty(request->group, request->empties.items + i, &sandbox->ids, failure);
        return r;
}

static int remove_empties(void *context, Failure *failure)
{
        Sandbox *sandbox = context;
        const char *group = sandbox->request->group;
        int r = state_remove(COSLICE_EMPTY_DIR, group, patience_step, &sandbox->patience);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "remove the empty volumes " COSLICE_EMPTY_DIR "/%s", group)
                     : 0;
}

/* What an earlier start has left is of another user. */
static int remove_log_pipes(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return logpipes_remove(sandbox->request->group, failure);
}

/* Where the definition doesn't say it the image does, whatever is in it now. */
static int make_log_pipe(const char *group, const PipedLog *log, Failure *failure)
{
        _cleanup_image_record_ ImageRecord record = {};
        int r = log->image ? image_read(group, log->image, &record, failure) : 0;
        return r < 0 || (log->image && !record.log_links) ? r : logpipes_make(group, log->container, failure);
}

static int make_log_pipes(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        const PipedLogList *logs = &sandbox->request->piped_logs;
        int r = logs->n > 0 ? remove_log_pipes(context, failure) : 0;
        for (size_t i = 0; i < logs->n && r == 0; i++)
                r = make_log_pipe(sandbox->request->group, logs->items + i, failure);
        return r;
}

static int pin(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return pinned_make(sandbox->request, &sandbox->ids, sandbox->step, failure);
}

static const Step make_steps[] = {
        /* First: it sets the mark that the group runs, by which a clean-up knows that there may be something.
         */
        {"keep the units of the group", EXIT_SETUP_STATE, keep_units},
        /* Before anything is made for them. */
        {"find the ids of the group", EXIT_SETUP_SANDBOX, claim_ids},
        /* They are new with each start, and what an earlier one has left is no part of it. */
        {"remove the empty volumes of an earlier start", EXIT_SETUP_STATE, remove_empties},
        {"make the empty volumes", EXIT_SETUP_STATE, make_empties},
        {"make the pipes of the log", EXIT_SETUP_STATE, make_log_pipes},
        {"make and pin the namespaces and the memory volumes", EXIT_SETUP_SANDBOX, pin},
};

/* Whether a container of an earlier run lives: it needs what is about to be removed, and is no part of a new
 * run. FOUND: the answer of remains_find(). */
static int refuse_remains(int found, const Remains *remains, Failure *failure)
{
        if (found <= 0)
                return found;
        return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                           "container %s still has a process, %d (%s): what it uses of the group is kept",
                           remains->container, remains->pid, remains->name);
}

static int check_remains(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        Remains remains;
        return refuse_remains(remains_find(sandbox->request->group, NULL, &remains), &remains, failure);
}

static int wait_remains(void *context, Failure *failure)
{
        Sandbox *sandbox = context;
        Remains remains;
        int found = remains_wait(sandbox->request->group, NULL, patience_step, &sandbox->patience, &remains);
        return refuse_remains(found, &remains, failure);
}

static int make_steps_folder(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return step_make_group(sandbox->request->group, failure);
}

static int make_records_folder(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return running_make_group(sandbox->request->group, failure);
}

/* What is told while it goes on has its file in the folder of steps. */
static int make_stepwise(void *context, Failure *failure)
{
        Sandbox *sandbox = context;
        const char *group = sandbox->request->group;
        char *step;
        if (step_begin(group, STEP_SANDBOX, &step) < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, ENOMEM, "share memory");
        sandbox->step = step;
        int r = steps_run(make_steps, ARRAY_SIZE(make_steps), sandbox, step, failure);
        step_end(step, group, STEP_SANDBOX);
        return r;
}

static const Step begin_steps[] = {
        {"look for processes of the group", EXIT_SETUP_SANDBOX, check_remains},
        {"make the folder of the group's steps", EXIT_SETUP_STATE, make_steps_folder},
        {"make the folder of the containers' records", EXIT_SETUP_STATE, make_records_folder},
        {"make the sandbox", EXIT_SETUP_SANDBOX, make_stepwise},
};

static int unpin(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return pinned_remove(sandbox->request->group, failure);
}

/* What coslice-network has left that could not be run, or was killed: nobody finds the group by it any more.
 */
static int remove_network(void *context, Failure *failure)
{
        static const char *const folders[] = {COSLICE_NETWORK_DIR, COSLICE_DNS_DIR};
        const Sandbox *sandbox = context;
        for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
                _cleanup_free_ char *path = string_printf("%s/%s", folders[i], sandbox->request->group);
                if (!path)
                        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM,
                                           "remove the network's record");
                if (unlink(path) < 0 && errno != ENOENT)
                        return failure_set(failure, EXIT_SETUP_STATE, errno, "remove %s", path);
        }
        return wants_remove(sandbox->request->group, failure);
}

static int remove_layers(void *context, Failure *failure)
{
        Sandbox *sandbox = context;
        return layer_remove_group(sandbox->request->group, patience_step, &sandbox->patience, failure);
}

static int remove_steps_folder(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return step_remove_group(sandbox->request->group, failure);
}

static int remove_records_folder(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return running_remove_group(sandbox->request->group, failure);
}

/* In no order: none needs another one. */
static const Step remove_steps[] = {
        {"remove the namespaces", EXIT_SETUP_SANDBOX, unpin},
        {"remove the empty volumes", EXIT_SETUP_STATE, remove_empties},
        {"remove the network's record", EXIT_SETUP_STATE, remove_network},
        {"remove the writable layers", EXIT_SETUP_STATE, remove_layers},
        {"remove the record of the group's ids", EXIT_SETUP_STATE, remove_record},
        {"remove the pipes of the log", EXIT_SETUP_STATE, remove_log_pipes},
        {"remove the folder of steps", EXIT_SETUP_STATE, remove_steps_folder},
        {"remove the folder of the containers' records", EXIT_SETUP_STATE, remove_records_folder},
};

static int remove_all(void *context, Failure *failure)
{
        return steps_run_all(remove_steps, ARRAY_SIZE(remove_steps), context, NULL, failure);
}

static int remove_mark(void *context, Failure *failure)
{
        const Sandbox *sandbox = context;
        return copy_remove(sandbox->request->group, failure);
}

static const Step undo_steps[] = {
        {"look for processes of the group", EXIT_SETUP_SANDBOX, wait_remains},
        {"remove what the containers shared", EXIT_SETUP_STATE, remove_all},
        /* Last, and not while something is left: by the mark a later stop knows that there is. */
        {"remove the mark that the group runs", EXIT_SETUP_STATE, remove_mark},
};

int sandbox(const SandboxRequest *request, int notify_fd, Failure *failure)
{
        Sandbox all = {.request = request, .patience.notify_fd = notify_fd};
        return request->remove ? steps_run(undo_steps, ARRAY_SIZE(undo_steps), &all, NULL, failure)
                               : steps_run(begin_steps, ARRAY_SIZE(begin_steps), &all, NULL, failure);
}
