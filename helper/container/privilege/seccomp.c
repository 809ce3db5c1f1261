/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/privilege/seccomp.h"

#include "core/contract/contract.h"
#include "helper/common/compiled.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of two calls that no container has, ioctl(2) with TIOCSTI is the one that does nothing: without a filter
 * there is no such descriptor. */
static bool is_refused(void)
{
        return ioctl(-1, TIOCSTI, NULL) < 0 && errno == EPERM;
}

/* For a profile of somebody else's, which refuses what it likes. */
static bool is_answered(void)
{
        return syscall(PROBE_CALL) < 0 && errno == PROBE_ERRNO;
}

int seccomp_load(const Filter *filter, Failure *failure)
{
        static const char what[] = "load the filter for system calls";
        const struct sock_fprog program = {.len = (unsigned short)filter->n, .filter = filter->instructions};
        if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, filter->flags, &program) < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, errno, "%s", what);
        if (filter->has_probe ? !is_answered() : !is_refused())
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "%s: the kernel says that it did, and did not", what);
        return 0;
}
