/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel looks at a map of ids when it is given to a clone of a mount that nobody has seen yet. That
 * takes a user namespace, and this a process that is its first. */
#include "ctl/system/idmap.h"

#include "core/base/strbuf.h"
#include "core/contract/userns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* One that does nothing, for as long as we are there. */
static pid_t start_process(void)
{
        struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
        pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
        if (pid == 0)
                (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        while (pid == 0)
                pause();
        return pid < 0 ? -errno : pid;
}

static int open_of(pid_t pid, const char *name, int flags)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
        int fd = open(path, flags | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* Which ids these are is all the same; without any the kernel takes no map. */
static int write_map(pid_t pid, const char *name)
{
        static const IdMap plain = {};
        _cleanup_strbuf_ StrBuf text = {};
        if (userns_write_map(&plain, USERNS_FIRST, &text) < 0)
                return -ENOMEM;
        _cleanup_close_ int fd = open_of(pid, name, O_WRONLY);
        if (fd < 0)
                return fd;
        ssize_t n = write(fd, text.text, text.length);
        return n == (ssize_t)text.length ? 0 : n < 0 ? -errno : -EIO;
}

int idmap_userns(void)
{
        /* Who is not root could make one, and would be told of every file system that it can't be mapped. */
        if (geteuid() != 0)
                return -EPERM;
        pid_t pid = start_process();
        if (pid < 0)
                return pid;
        int r = write_map(pid, "uid_map");
        if (r == 0)
                r = write_map(pid, "gid_map");
        int fd = r < 0 ? r : open_of(pid, "ns/user", O_RDONLY);
        (void)kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
                ;
        return fd;
}

int idmap_open(const char *path, const char *below)
{
        struct open_how how = {.flags = O_PATH | O_CLOEXEC,
                               .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
        int fd = open(path, O_PATH | O_CLOEXEC);
        if (fd < 0 || !below)
                return fd < 0 ? -errno : fd;
        int inner = (int)syscall(SYS_openat2, fd, below, &how, sizeof how), error = errno;
        close(fd);
        return inner < 0 ? -error : inner;
}

int idmap_try(int userns_fd, int fd, bool recursive)
{
        unsigned below = recursive ? AT_RECURSIVE : 0;
        struct mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (uint64_t)userns_fd};
        _cleanup_close_ int clone = (int)syscall(SYS_open_tree, fd, "",
                                                 OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | below);
        if (clone < 0)
                return -errno;
        if (syscall(SYS_mount_setattr, clone, "", AT_EMPTY_PATH | below, &attr, sizeof attr) == 0)
                return 0;
        /* EPERM: it is mapped already. */
        return errno == EINVAL || errno == EPERM ? IDMAP_CANT : -errno;
}
