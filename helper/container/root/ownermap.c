/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel takes a map of ids as a user namespace, and there is no other way to one than a process in it:
 * one that does nothing. It is found in a proc file system of the PID namespace that we are the first of. */
#include "helper/container/root/ownermap.h"

#include "core/base/cleanup.h"
#include "core/base/strbuf.h"
#include "helper/common/mounts.h"
#include "helper/common/syscalls.h"
#include "helper/container/root/apply-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start_process(char *why)
{
        struct clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
        pid_t pid = sys_clone3(&args, sizeof args);
        while (pid == 0)
                pause();
        if (pid < 0 && errno == ENOSPC)
                return say(why,
                           "owner= takes a user namespace, and user.max_user_namespaces allows no more of "
                           "them: raise it by sysctl");
        return pid < 0 ? -errno : pid;
}

static int open_of(int proc_fd, pid_t pid, const char *name, int flags)
{
        char path[64];
        snprintf(path, sizeof path, "%d/%s", pid, name);
        int fd = openat(proc_fd, path, flags | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

static int write_map(int proc_fd, pid_t pid, const char *name, const StrBuf *text)
{
        _cleanup_close_ int fd = open_of(proc_fd, pid, name, O_WRONLY);
        if (fd < 0)
                return fd;
        ssize_t n = write(fd, text->text, text->length);
        return n == (ssize_t)text->length ? 0 : n < 0 ? -errno : -EIO;
}

int ownermap_make(const GroupIds *ids, const struct stat *top, uint32_t uid, uint32_t gid, char *why)
{
        static const UserNs host = {};
        const UserNs *userns = ids->userns ? ids->userns : &host;
        _cleanup_strbuf_ StrBuf uids = {}, gids = {};
        if (groupids_uid(ids, uid) == (uid_t)-1 || groupids_gid(ids, gid) == (gid_t)-1)
                return say(why, "the group's user namespace has ids up to 65535");
        if (userns_write_owned(userns, &userns->uids, ids->base, top->st_uid, uid, &uids) < 0 ||
            userns_write_owned(userns, &userns->gids, ids->base, top->st_gid, gid, &gids) < 0)
                return -ENOMEM;
        _cleanup_close_ int proc_fd =
                mount_new("proc", NULL, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, why);
        pid_t pid = proc_fd < 0 ? proc_fd : start_process(why);
        if (pid < 0)
                return pid;
        int r = write_map(proc_fd, pid, "uid_map", &uids);
        if (r == 0)
                r = write_map(proc_fd, pid, "gid_map", &gids);
        int fd = r < 0 ? r : open_of(proc_fd, pid, "ns/user", O_RDONLY);
        (void)kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
                ;
        return fd;
}
