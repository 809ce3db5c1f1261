/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/confine.h"

#include "core/contract/contract.h"
#include "helper/common/syscalls.h"
#include "helper/image/archive/unarchive.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define FIRST_FD 3

static int die_with(pid_t parent)
{
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
                return -errno;
        return getppid() == parent ? 0 : -ESRCH; /* it has died before */
}

/* Out of the way first, since one of them may have the number that another one gets. */
static int arrange_fds(Confinement *confinement, int *root_fd)
{
        int fds[CONFINED_FDS_MAX], above = FIRST_FD + CONFINED_FDS_MAX + 1;
        for (size_t i = 0; i < confinement->n_fds; i++) {
                fds[i] = fcntl(confinement->fds[i], F_DUPFD_CLOEXEC, above);
                if (fds[i] < 0)
                        return -errno;
        }
        int root = fcntl(*root_fd, F_DUPFD_CLOEXEC, above);
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (root < 0 || null < 0)
                return -errno;
        for (int i = 0; i < FIRST_FD; i++)
                if (dup2(null, i) < 0)
                        return -errno;
        for (size_t i = 0; i < confinement->n_fds; i++)
                if (dup2(fds[i], FIRST_FD + (int)i) < 0)
                        return -errno;
        for (size_t i = 0; i < confinement->n_fds; i++)
                confinement->fds[i] = FIRST_FD + (int)i;
        *root_fd = FIRST_FD + (int)confinement->n_fds;
        if (dup2(root, *root_fd) < 0 || syscall(SYS_close_range, (unsigned)*root_fd + 1, ~0U, 0) < 0)
                return -errno;
        return 0;
}

static int enter_root(int root_fd)
{
        if (unshare(CLONE_NEWNET | CLONE_NEWIPC) < 0 || fchdir(root_fd) < 0 || chroot(".") < 0)
                return -errno;
        close(root_fd);
        return 0;
}

#define MEMORY_MAX (UINT64_C(1) << 30) /* zstd's largest window, 128 MiB, and much else */
#define FILES_MAX  8192                /* two for each level of the deepest tree, tree.c */

static int limit(int what, rlim_t most)
{
        const struct rlimit value = {most, most};
        return setrlimit(what, &value) < 0 ? -errno : 0;
}

static int limit_all(void)
{
        int r = limit(RLIMIT_CORE, 0);
        if (r == 0)
                r = limit(RLIMIT_NOFILE, FILES_MAX);
        if (r == 0)
                r = limit(RLIMIT_NPROC, 0);
#ifndef __SANITIZE_ADDRESS__ /* which takes as much as there are addresses */
        if (r == 0)
                r = limit(RLIMIT_AS, MEMORY_MAX);
#endif
        return r;
}

static int keep_capabilities(uint64_t set)
{
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct data[2] = {}, now[2];
        data[0].effective = data[0].permitted = (uint32_t)set;
        data[1].effective = data[1].permitted = (uint32_t)(set >> 32);
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 || sys_capset(&header, data) < 0 ||
            sys_capget(&header, now) < 0)
                return -errno;
        for (int i = 0; i < 2; i++)
                if (now[i].effective != data[i].effective || now[i].permitted != data[i].permitted ||
                    now[i].inheritable)
                        return -EPERM;
        return 0;
}

#define BIT(capability) (UINT64_C(1) << (capability))
#define WRITERS_CAPABILITIES \
        (BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_FSETID) | BIT(CAP_SETFCAP))

int confine(Confinement *confinement, pid_t parent, Failure *failure)
{
        int root_fd = confinement->root_fd;
        int r = die_with(parent);
        if (r == 0)
                r = unarchive_prepare();
        if (r == 0)
                r = arrange_fds(confinement, &root_fd);
        if (r == 0)
                r = enter_root(root_fd);
        if (r == 0)
                r = limit_all();
        umask(0);
        if (r == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
                r = -errno;
        if (r == 0)
                r = keep_capabilities(confinement->kind == FILTER_WRITE ? WRITERS_CAPABILITIES : 0);
        if (r == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                r = -errno;
        if (r == 0)
                r = filter_load(confinement->kind);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PRIVILEGE, -r,
                                   "confine the process that reads a layer")
                     : 0;
}
