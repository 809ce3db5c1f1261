/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/sending.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#define SEND_BUFFER (8 * 1024 * 1024) /* as the clients of systemd ask for; less serves as well */

void sending_done(Sending *sending)
{
        closep(&sending->pipe_fd);
        closep(&sending->socket_fd);
        *sending = (Sending)SENDING_NULL;
}

/* One descriptor for both ends: in the store there can't be one without the other. */
int sending_make_pipe(void)
{
        int ends[2];
        char path[64];
        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
        int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        int r = fd < 0 ? -errno : fd;
        close(ends[0]);
        close(ends[1]);
        return r;
}

static int find_pending(Sending *sending)
{
        int n;
        if (ioctl(sending->pipe_fd, FIONREAD, &n) < 0)
                return -errno;
        sending->pending = (size_t)n;
        return 0;
}

int sending_begin(int pipe_fd, Sending *ret)
{
        Sending sending = SENDING_NULL;
        sending.pipe_fd = pipe_fd;
        int r = find_pending(&sending);
        if (r < 0)
                sending_done(&sending);
        else
                *ret = sending;
        return r;
}

int sending_connect(Sending *sending)
{
        static const struct sockaddr_un sa = {.sun_family = AF_UNIX,
                                              .sun_path = "/run/systemd/journal/socket"};
        const int size = SEND_BUFFER;
        if (sending->socket_fd < 0)
                sending->socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (sending->socket_fd < 0)
                return -errno;
        (void)setsockopt(sending->socket_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        return connect(sending->socket_fd, (const struct sockaddr *)&sa, sizeof sa) < 0 ? -errno : 0;
}

bool sending_is_lost(int error)
{
        switch (-error) {
        case ECONNREFUSED:
        case ECONNRESET:
        case ENOENT:
        case ENOTCONN:
        case EDESTADDRREQ:
        case EPIPE:
        case EBADF: return true;
        default: return false;
        }
}

int sending_flush(Sending *sending)
{
        if (sending->pending == 0)
                return 0;
        ssize_t n =
                splice(sending->pipe_fd, NULL, sending->socket_fd, NULL, sending->pending, SPLICE_F_NONBLOCK);
        if (n < 0)
                return -errno;
        if ((size_t)n != sending->pending)
                return -EIO;
        sending->pending = 0;
        return 0;
}

/* Of so few bytes a pipe takes all or none, pipe(7), and here they are one page of it. */
static int put_by_pipe(Sending *sending, Ring *ring, const Entry *entry, size_t taken)
{
        ring_intend(ring, RING_BY_PIPE, taken);
        if (writev(sending->pipe_fd, entry->parts, ENTRY_PARTS) < 0) {
                int r = -errno;
                ring_forget(ring);
                return r;
        }
        ring_take(ring);
        sending->pending = entry->size;
        /* It is on its way, whatever this one says: the next call says it again. */
        (void)sending_flush(sending);
        return 0;
}

/* Of what is too large for a datagram journald gets a file that nobody can change any more. */
static int send_file(int socket_fd, const Entry *entry)
{
        const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
        union {
                struct cmsghdr header;
                char space[CMSG_SPACE(sizeof(int))];
        } control = {};
        struct msghdr message = {.msg_control = &control, .msg_controllen = sizeof control};
        _cleanup_close_ int fd = memfd_create("coslice-log-entry", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        if (fd < 0)
                return -errno;
        ssize_t n = writev(fd, entry->parts, ENTRY_PARTS);
        if (n < 0 || (size_t)n != entry->size)
                return n < 0 ? -errno : -ENOBUFS;
        if (fcntl(fd, F_ADD_SEALS, seals) < 0)
                return -errno;
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
        return sendmsg(socket_fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static int put_directly(Sending *sending, Ring *ring, const Entry *entry, size_t taken)
{
        const struct msghdr message = {.msg_iov = (struct iovec *)entry->parts, .msg_iovlen = ENTRY_PARTS};
        ring_intend(ring, RING_DIRECTLY, taken);
        int r = sendmsg(sending->socket_fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
        if (r == -EMSGSIZE || r == -ENOBUFS)
                r = send_file(sending->socket_fd, entry);
        if (r < 0)
                ring_forget(ring);
        else
                ring_take(ring);
        return r;
}

int sending_put(Sending *sending, Ring *ring, const Entry *entry, size_t taken)
{
        int r = sending_flush(sending);
        if (r < 0)
                return r;
        return entry->size <= PIPE_BUF ? put_by_pipe(sending, ring, entry, taken)
                                       : put_directly(sending, ring, entry, taken);
}
