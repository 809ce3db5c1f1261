/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* attr/apparmor/exec, proc(5): the kernel keeps it for the thread until that executes something. So it is
 * written where /proc is the host's and no image had its hands on it (CVE-2019-16884, 2023-28642), and
 * nothing is left to do later, when the file is nobody's to open. */
#include "helper/container/privilege/apparmor.h"

#include "core/base/cleanup.h"
#include "core/base/strbuf.h"
#include "core/contract/apparmor.h"
#include "core/contract/contract.h"
#include "helper/common/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEP "choose the AppArmor profile"

static int open_attribute(void)
{
        _cleanup_close_ int fd = open("/proc/thread-self/attr/apparmor/exec", O_RDWR | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        int r = mount_has_type(fd, PROC_SUPER_MAGIC);
        return r < 0 ? r : TAKE_FD(fd);
}

/* Whether the kernel, which says "NAME (enforce)", has NAME. */
static bool has_name(const char *text, const char *name)
{
        const char *rest = string_after(text, name);
        return rest && string_after(rest, " (");
}

static int write_name(int fd, const char *name, Failure *failure)
{
        char text[sizeof "exec " + APPARMOR_NAME_MAX];
        int length = snprintf(text, sizeof text, "exec %s", name);
        if (write(fd, text, (size_t)length) != length)
                return -errno;
        char answer[APPARMOR_NAME_MAX + 64];
        ssize_t n = pread(fd, answer, sizeof answer - 1, 0);
        answer[n < 0 ? 0 : n] = '\0';
        if (n >= 0 && has_name(answer, name))
                return 0;
        return failure_set(failure, EXIT_SETUP_PRIVILEGE, n < 0 ? errno : 0,
                           STEP ": the kernel says that it took %s, and did not", name);
}

int apparmor_choose(const char *profile, const char **ret, Failure *failure)
{
        const char *name = profile ? profile : APPARMOR_DEFAULT;
        *ret = name;
        if (streq(name, APPARMOR_UNCONFINED))
                return 0;
        _cleanup_close_ int fd = open_attribute();
        *failure = (Failure){};
        int r = fd < 0 ? fd : write_name(fd, name, failure);
        if (r == 0 || failure->status)
                return r;
        /* Without AppArmor there is no such file, or, where it is only switched off, nobody who would take
         * it. */
        bool off = fd == -ENOENT || (fd >= 0 && r == -EINVAL), unknown = fd >= 0 && r == -ENOENT;
        if (!profile && (off || unknown)) {
                *ret = APPARMOR_UNCONFINED;
                return 0;
        }
        if (off)
                return failure_set(
                        failure, EXIT_SETUP_PRIVILEGE, 0,
                        STEP ": the kernel has no AppArmor, of which %s is a profile: leave AppArmor= out",
                        name);
        if (unknown)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   STEP ": there is no profile %s: load it, apparmor_parser(8)", name);
        return r;
}
