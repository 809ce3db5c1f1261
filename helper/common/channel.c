/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One message is one packet of the socket: nothing is read in parts, and no length is sent. */
#include "helper/common/channel.h"

#include "core/contract/contract.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

typedef struct Message {
        enum {
                MESSAGE_READY = 'S',
                MESSAGE_FAILED = 'F',
                MESSAGE_GO = 'G',
                MESSAGE_FDS = 'D',
                MESSAGE_MORE = 'M'
        } kind;
        Failure failure;
} Message;

int channel_open(int *ret_parent, int *ret_child)
{
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
                return -errno;
        *ret_parent = ends[0];
        *ret_child = ends[1];
        return 0;
}

static int send_message(int fd, const Message *message, size_t size)
{
        ssize_t n;
        do
                n = send(fd, message, size, MSG_NOSIGNAL);
        while (n < 0 && errno == EINTR);
        return n < 0 ? -errno : 0;
}

/* Whether to hear again. That the other end has gone without hearing all is said once, before what it has
 * said itself. */
static bool hear_again(ssize_t n)
{
        return n < 0 && (errno == EINTR || errno == ECONNRESET);
}

/* The number of bytes, 0 when the other end is gone, or -errno. By a call that every filter of a start has
 * (helper/seccomp/needed.c), not by one for descriptors too. */
static ssize_t hear(int fd, Message *ret)
{
        ssize_t n;
        do
                n = recv(fd, ret, sizeof *ret, 0);
        while (hear_again(n));
        return n < 0 ? -errno : n;
}

/* Of the descriptors that go with a message. */
typedef union Attached {
        struct cmsghdr header;
        char space[CMSG_SPACE(CHANNEL_FDS_MAX * sizeof(int))];
} Attached;

int channel_hand_over(int fd, const int *fds, size_t n)
{
        const Message message = {.kind = MESSAGE_FDS};
        struct iovec data = {.iov_base = (void *)&message, .iov_len = sizeof message.kind};
        Attached attached = {.header = {.cmsg_level = SOL_SOCKET,
                                        .cmsg_type = SCM_RIGHTS,
                                        .cmsg_len = CMSG_LEN(n * sizeof *fds)}};
        struct msghdr header = {.msg_iov = &data,
                                .msg_iovlen = 1,
                                .msg_control = &attached,
                                .msg_controllen = CMSG_SPACE(n * sizeof *fds)};
        ssize_t sent;
        if (n > CHANNEL_FDS_MAX)
                return -EINVAL;
        memcpy(CMSG_DATA(&attached.header), fds, n * sizeof *fds);
        do
                sent = sendmsg(fd, &header, MSG_NOSIGNAL);
        while (sent < 0 && errno == EINTR);
        return sent < 0 ? -errno : 0;
}

int channel_say_ready(int fd)
{
        const Message message = {.kind = MESSAGE_READY};
        return send_message(fd, &message, sizeof message.kind);
}

void channel_say_more(int fd)
{
        const Message message = {.kind = MESSAGE_MORE};
        (void)send_message(fd, &message, sizeof message.kind);
}

void channel_say_failed(int fd, const Failure *failure)
{
        const Message message = {.kind = MESSAGE_FAILED, .failure = *failure};
        (void)send_message(fd, &message, sizeof message);
}

int channel_wait_go(int fd)
{
        Message message;
        ssize_t n = hear(fd, &message);
        if (n < 0)
                return (int)n;
        return n == sizeof message.kind && message.kind == MESSAGE_GO ? 0 : -EPIPE;
}

/* What is wrong with MESSAGE of N bytes, which is not the one that was waited for. */
static int is_wrong(Message *message, ssize_t n, const char *what, const char *step, Failure *failure)
{
        if (n != sizeof *message || message->kind != MESSAGE_FAILED)
                return failure_set(failure, EXIT_SETUP_PROCESS, n < 0 ? (int)-n : 0, CHANNEL_KILLED, what,
                                   step);
        *failure = message->failure;
        failure->text[sizeof failure->text - 1] = '\0';
        return -EINVAL;
}

/* Whether MESSAGE of N bytes says that it goes on, which PATIENCE is asked for then. */
static bool asks_more(const Message *message, ssize_t n, Patience *patience)
{
        if (n != sizeof message->kind || message->kind != MESSAGE_MORE)
                return false;
        if (patience)
                patience_step(patience);
        return true;
}

int channel_wait_ready(int fd, const char *what, const char *step, Patience *patience, Failure *failure)
{
        Message message;
        ssize_t n;
        do
                n = hear(fd, &message);
        while (asks_more(&message, n, patience));
        if (n == sizeof message.kind && message.kind == MESSAGE_READY)
                return 0;
        return is_wrong(&message, n, what, step, failure);
}

int channel_take_over(int fd, const char *what, const char *step, Patience *patience, int *ret, size_t n_fds,
                      Failure *failure)
{
        Message message;
        struct iovec data = {.iov_base = &message, .iov_len = sizeof message};
        Attached attached;
        struct msghdr header = {.msg_iov = &data,
                                .msg_iovlen = 1,
                                .msg_control = &attached,
                                .msg_controllen = sizeof attached};
        ssize_t n;
        do
                n = recvmsg(fd, &header, MSG_CMSG_CLOEXEC);
        while (hear_again(n) || asks_more(&message, n, patience));
        n = n < 0 ? -errno : n;
        const struct cmsghdr *control = n > 0 ? CMSG_FIRSTHDR(&header) : NULL;
        if (n == sizeof message.kind && message.kind == MESSAGE_FDS && control &&
            control->cmsg_type == SCM_RIGHTS && control->cmsg_len == CMSG_LEN(n_fds * sizeof *ret)) {
                memcpy(ret, CMSG_DATA(control), n_fds * sizeof *ret);
                return 0;
        }
        return is_wrong(&message, n, what, step, failure);
}

int channel_say_go(int fd)
{
        const Message message = {.kind = MESSAGE_GO};
        return send_message(fd, &message, sizeof message.kind);
}
