/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/exec/streams.h"

#include "core/base/cleanup.h"
#include "helper/common/mounts.h"
#include "helper/common/rootfd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

void streams_done(Streams *streams)
{
        /* Of a terminal the three inside are one. */
        for (int i = 0; i < 3; i++) {
                if (i == 0 || streams->inside[i] != streams->inside[0])
                        closep(streams->inside + i);
                closep(streams->outside + i);
        }
        *streams = (Streams)STREAMS_NULL;
}

size_t streams_count(bool terminal, bool interactive)
{
        return terminal ? 1 : interactive ? 3 : 2;
}

/* What is made from now on belongs to these. They answer with what was there before, whether or not they did
 * anything. */
static int make_as(uid_t uid, gid_t gid)
{
        setfsgid(gid);
        setfsuid(uid);
        return (gid_t)setfsgid((gid_t)-1) == gid && (uid_t)setfsuid((uid_t)-1) == uid ? 0 : -EPERM;
}

/* The kernel's own, whatever lies at that path. */
static int open_master(int root_fd)
{
        _cleanup_close_ int fd =
                rootfd_open(root_fd, "/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK, LINKS_REFUSED);
        if (fd < 0)
                return fd;
        int r = mount_has_type(fd, DEVPTS_SUPER_MAGIC), locked = 0;
        if (r < 0)
                return r;
        return ioctl(fd, TIOCSPTLCK, &locked) < 0 ? -errno : TAKE_FD(fd);
}

/* The other end is had of the master, and not by its name. */
static int make_terminal(int root_fd, const Identity *identity, Streams *streams)
{
        struct stat st;
        streams->outside[0] = open_master(root_fd);
        if (streams->outside[0] < 0)
                return streams->outside[0];
        int fd = ioctl(streams->outside[0], TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        for (int i = 0; i < 3; i++)
                streams->inside[i] = fd;
        if (fstat(fd, &st) < 0 || ioctl(fd, TIOCSCTTY, 0) < 0)
                return -errno;
        return st.st_uid == identity->uid ? 0 : -EPERM;
}

/* STREAM of the program, which reads from it or writes to it; the end outside never makes anybody wait. */
static int make_pipe(Streams *streams, int stream, size_t at)
{
        int ends[2], reads = stream == STDIN_FILENO;
        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        streams->inside[stream] = ends[reads ? 0 : 1];
        streams->outside[at] = ends[reads ? 1 : 0];
        return fcntl(streams->outside[at], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

static int make(int root_fd, const Identity *identity, bool terminal, bool interactive, Streams *streams)
{
        int r = terminal ? make_terminal(root_fd, identity, streams) : 0;
        if (terminal)
                return r;
        for (size_t at = 0; at < streams->n_outside && r == 0; at++)
                r = make_pipe(streams, (int)(at + (interactive ? 0 : 1)), at);
        return r;
}

int streams_make(int root_fd, const Identity *identity, bool terminal, bool interactive, Streams *ret)
{
        int r = make_as(identity->uid, identity->gid);
        ret->n_outside = streams_count(terminal, interactive);
        if (r == 0)
                r = make(root_fd, identity, terminal, interactive, ret);
        /* With the host's ids it was root, and is again. In a user namespace it has no id of its own that it
         * could come back to, and all capabilities. */
        return r < 0 || geteuid() != 0 ? r : make_as(0, 0);
}
