/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The namespace is taken from its pin, so no process of the group has to run. Nothing else of the group's is
 * entered: its files, its processes and its user namespace stay out of the program's way, and its payloads
 * can neither see nor trace it. */
#include "helper/container/exec/netns.h"

#include "core/contract/contract.h"
#include "helper/common/pins.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

int netns_become(const NetnsRequest *request, Failure *failure)
{
        const PinUse use = {.name = PIN_NET};
        _cleanup_close_ int fd = -1, directory = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
        int r = pins_open(request->group, &use, 1, &fd, failure);
        if (r < 0)
                return r;
        /* The way into the namespace of pins and back ends at the root. */
        if (setns(fd, CLONE_NEWNET) < 0 || (directory >= 0 && fchdir(directory) < 0))
                return failure_set(failure, EXIT_SETUP_SANDBOX, errno, "enter the network of group %s",
                                   request->group);
        execvp(request->program[0], request->program);
        int status = errno == ENOENT || errno == ENOTDIR ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
        return failure_set(failure, status, errno, "execute %s", request->program[0]);
}
