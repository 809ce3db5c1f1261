/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sd_notify(3) messages. */
#include "helper/common/notify.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int notify_open(const char *address)
{
        struct sockaddr_un sa = {.sun_family = AF_UNIX};
        size_t n = strlen(address);
        if ((address[0] != '/' && address[0] != '@') || n < 2 || n >= sizeof sa.sun_path)
                return -EINVAL;
        memcpy(sa.sun_path, address, n);
        if (sa.sun_path[0] == '@')
                sa.sun_path[0] = '\0';
        _cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0 ||
            connect(fd, (struct sockaddr *)&sa, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) < 0)
                return -errno;
        return TAKE_FD(fd);
}

/* With ATTACHED, a descriptor goes along; -1 for none. */
static int send_message(int fd, const char *text, int attached)
{
        struct iovec data = {.iov_base = (char *)text, .iov_len = strlen(text)};
        union {
                struct cmsghdr header;
                char space[CMSG_SPACE(sizeof(int))];
        } control = {};
        struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
        if (attached >= 0) {
                message.msg_control = &control;
                message.msg_controllen = sizeof control;
                control.header.cmsg_level = SOL_SOCKET;
                control.header.cmsg_type = SCM_RIGHTS;
                control.header.cmsg_len = CMSG_LEN(sizeof attached);
                memcpy(CMSG_DATA(&control.header), &attached, sizeof attached);
        }
        ssize_t n;
        do
                n = sendmsg(fd, &message, MSG_NOSIGNAL);
        while (n < 0 && errno == EINTR);
        return n < 0 ? -errno : 0;
}

int notify_send(int fd, const char *lines)
{
        return send_message(fd, lines, -1);
}

int notify_status(int fd, const char *text)
{
        _cleanup_strbuf_ StrBuf message = {};
        strbuf_add(&message, "STATUS=");
        int r = utf8_notification(text, UTF8_NOTIFICATION_MAX, &message);
        return r < 0 ? r : notify_send(fd, message.text);
}

int notify_ready(int fd, pid_t pid)
{
        char message[64];
        snprintf(message, sizeof message, "MAINPID=%d\nREADY=1", pid);
        return notify_send(fd, message);
}

#define STORED_NAME_MAX 255 /* what systemd takes */

int notify_store(int fd, const char *name, int stored)
{
        char message[STORED_NAME_MAX + 64];
        /* systemd would give up a descriptor that has hung up, as a pipe has between two of its writers. */
        int n = snprintf(message, sizeof message, "FDSTORE=1\nFDPOLL=0\nFDNAME=%s", name);
        return (size_t)n < sizeof message ? send_message(fd, message, stored) : -ENAMETOOLONG;
}

int notify_unstore(int fd, const char *name)
{
        char message[STORED_NAME_MAX + 64];
        int n = snprintf(message, sizeof message, "FDSTOREREMOVE=1\nFDNAME=%s", name);
        return (size_t)n < sizeof message ? notify_send(fd, message) : -ENAMETOOLONG;
}

int notify_barrier(int fd)
{
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        _cleanup_close_ int mine = ends[0];
        int r = send_message(fd, "BARRIER=1", ends[1]);
        close(ends[1]); /* systemd has the only copy left, and closes it when it comes to the message */
        while (r == 0) {
                struct pollfd wait = {.fd = mine};
                if (poll(&wait, 1, -1) > 0)
                        return wait.revents & POLLHUP ? 0 : -EIO;
                if (errno != EINTR)
                        r = -errno;
        }
        return r;
}
