/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* notify SOCKET PID: all that a hostile main process may say to systemd: that another process is the main
 * one, and to keep a hundred descriptors. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int say(int fd, const struct sockaddr_un *to, const char *text, int attached)
{
        struct iovec vec = {(void *)text, strlen(text)};
        union {
                struct cmsghdr header;
                char space[CMSG_SPACE(sizeof(int))];
        } control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
        struct msghdr message = {
                .msg_name = (void *)to, .msg_namelen = sizeof *to, .msg_iov = &vec, .msg_iovlen = 1};
        if (attached >= 0) {
                memcpy(CMSG_DATA(&control.header), &attached, sizeof attached);
                message.msg_control = &control;
                message.msg_controllen = sizeof control;
        }
        return sendmsg(fd, &message, 0) < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
        struct sockaddr_un to = {.sun_family = AF_UNIX};
        char text[64];
        int fd = socket(AF_UNIX, SOCK_DGRAM, 0), r = 0;
        if (argc != 3 || fd < 0)
                return 1;
        snprintf(to.sun_path, sizeof to.sun_path, "%s", argv[1]);
        snprintf(text, sizeof text, "MAINPID=%s", argv[2]);
        r |= say(fd, &to, text, -1);
        r |= say(fd, &to, "MAINPID=1", -1);
        for (int i = 0; i < 100; i++)
                r |= say(fd, &to, "FDSTORE=1\nFDPOLL=0", fd);
        puts(r < 0 ? "not said" : "said all");
        fflush(stdout);
        for (;;)
                pause();
}
