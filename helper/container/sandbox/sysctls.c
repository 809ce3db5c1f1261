/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Below /proc/sys one finds the settings of the namespaces that one is in when a file is opened (the kernel's
 * net_ctl_header_lookup() and set_lookup() of ipc_sysctl.c): looked up from the top, after unshare(2), they
 * are the group's own. What is the host's alone isn't there, or can't be written by the group's root. */
#include "helper/container/sandbox/sysctls.h"

#include "core/base/cleanup.h"
#include "core/contract/contract.h"
#include "core/contract/sysctl.h"
#include "helper/common/mounts.h"
#include "helper/common/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int sysctls_open(Failure *failure)
{
        char why[MOUNT_WHY_MAX];
        int fd = mount_new("proc", NULL, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, why);
        return fd < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, -fd, "make a proc file system for sysctls")
                      : fd;
}

static int open_setting(int proc_fd, const char *setting)
{
        char path[sizeof "sys/" + SYSCTL_NAME_MAX] = "sys/";
        sysctl_path(setting, path + strlen(path));
        int fd = sys_openat2(proc_fd, path, O_RDWR | O_CLOEXEC, 0,
                             RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS);
        return fd < 0 ? -errno : fd;
}

int sysctls_set(int proc_fd, const char *setting, Failure *failure)
{
        const char *value = strchr(setting, '=') + 1;
        size_t size = strlen(value);
        _cleanup_close_ int fd = open_setting(proc_fd, setting);
        if (fd == -ENOENT)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "set %s: the kernel has no such setting for a group of its own", setting);
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, -fd, "set %s", setting);
        ssize_t n = write(fd, value, size);
        if (n != (ssize_t)size)
                return failure_set(failure, EXIT_SETUP_SANDBOX, n < 0 ? errno : EIO, "set %s", setting);
        char text[4096];
        n = pread(fd, text, sizeof text - 1, 0);
        if (n < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, errno, "read %s back", setting);
        text[n] = '\0';
        if (sysctl_has(setting, text))
                return 0;
        return failure_set(failure, EXIT_SETUP_SANDBOX, 0, "set %s: the kernel made it \"%.*s\"", setting,
                           (int)strcspn(text, "\n"), text);
}
