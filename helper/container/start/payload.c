/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/start/payload.h"

#include "core/contract/contract.h"
#include "helper/common/rootfd.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/stat.h>

/* What the steps share. */
typedef struct SetUp {
        const PayloadParts *parts;
        Payload *payload;
} SetUp;

void payload_done(Payload *payload)
{
        strvec_done(&payload->environment);
        filter_done(&payload->granted.filter);
}

static int build_environment(void *context, Failure *failure)
{
        const SetUp *up = context;
        return environment_build(&up->parts->environment, &up->payload->environment);
}

static int set_descriptors(void *context, Failure *failure)
{
        const PayloadParts *parts = ((const SetUp *)context)->parts;
        const int *streams = parts->streams;
        _cleanup_close_ int null = -1;
        if (streams[STDIN_FILENO] < 0) {
                null = rootfd_open(parts->root_fd, "/dev/null", O_RDONLY, LINKS_REFUSED);
                if (null < 0)
                        return failure_set(failure, EXIT_SETUP_ROOT, -null, "open /dev/null");
        }
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
                int from = streams[fd] >= 0 ? streams[fd] : fd == STDIN_FILENO ? null : fd;
                if (from != fd && dup2(from, fd) < 0)
                        return -errno;
        }
        return syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) < 0 ? -errno : 0;
}

static int enter_working_dir(void *context, Failure *failure)
{
        const PayloadParts *parts = ((const SetUp *)context)->parts;
        const char *path = parts->working_dir;
        if (!path || streq(path, "/"))
                return 0; /* since the root was entered */
        _cleanup_close_ int fd = rootfd_open(parts->root_fd, path, O_PATH | O_DIRECTORY, LINKS_INSIDE);
        if (fd < 0 || fchdir(fd) < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, fd < 0 ? -fd : errno,
                                   "enter the working directory %s", path);
        return 0;
}

static int drop_privileges(void *context, Failure *failure)
{
        const SetUp *up = context;
        const PayloadParts *parts = up->parts;
        return privilege_drop(&parts->wish, parts->identity, parts->step, &up->payload->granted, failure);
}

static int find_program(void *context, Failure *failure)
{
        const SetUp *up = context;
        umask(0022); /* nothing is made any more but by the payload */
        return program_find(up->parts->program[0], environment_get(&up->payload->environment, "PATH"),
                            up->parts->rules, up->payload->path, failure);
}

/* The order is part of the posture: docs/ARCHITECTURE.md tells it in these words. */
const Step payload_steps[] = {
        {"build the environment", EXIT_SETUP_PROCESS, build_environment},
        /* The rest closes itself when the program starts. */
        {"set up the standard descriptors", EXIT_SETUP_PROCESS, set_descriptors},
        /* Opened without magic links, so that no descriptor of ours becomes the payload's way out
         * (CVE-2024-21626). */
        {"enter the working directory", EXIT_SETUP_ROOT, enter_working_dir},
        /* All that takes a privilege is done: privilege_steps. */
        {"drop privileges", EXIT_SETUP_PRIVILEGE, drop_privileges},
        /* As the user that runs it: what this one can't see or execute is told before it is let go. */
        {"find the program", EXIT_NOT_FOUND, find_program},
};
const size_t n_payload_steps = ARRAY_SIZE(payload_steps);

int payload_set_up(const PayloadParts *parts, Payload *ret, Failure *failure)
{
        SetUp up = {.parts = parts, .payload = ret};
        return steps_run(payload_steps, n_payload_steps, &up, parts->step, failure);
}

/* Never by ourselves: helper/launch/main.c says why. The filter comes last, so that it need not have the
 * calls of a set-up. */
int payload_execute(const PayloadParts *parts, const Payload *payload, Failure *failure)
{
        _cleanup_strvec_ StrVec words = {};
        int r = strvec_add(&words, parts->init ? "catatonit" : payload->path);
        if (r == 0 && parts->init)
                r = strvec_add(&words, "--");
        for (char **word = parts->program; *word && r == 0; word++)
                r = strvec_add(&words, *word);
        if (r < 0)
                return failure_set(failure, EXIT_NOT_EXECUTABLE, -r, "execute %s", payload->path);
        if (!parts->wish.unconfined && !parts->wish.new_privileges)
                r = seccomp_load(&payload->granted.filter, failure);
        if (r < 0)
                return r;
        sys_execveat(parts->launch_fd, words.items, payload->environment.items);
        return failure_set(failure, EXIT_NOT_EXECUTABLE, errno, "execute %s", payload->path);
}
