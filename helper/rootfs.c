/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rootfs= of a container. */
#include "helper/rootfs.h"

#include "core/contract.h"
#include "helper/hostpath.h"

#include <fcntl.h>

int rootfs_open(const Request *request, Failure *failure)
{
        const char *path = request->rootfs;
        int fd = hostpath_open(&request->untrusted, path, O_PATH | O_DIRECTORY);
        const char *why = hostpath_why(fd);
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, why ? 0 : -fd,
                                   "open the root file system %s%s%s", path, why ? ": " : "", why ? why : "");
        return fd;
}
