/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* journald's stream protocol: a header of seven lines, then the payload's own. */
#include "helper/container/start/stream.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#define SEND_BUFFER (8 * 1024 * 1024) /* as systemd gives its services */

int stream_open(const char *identifier, const char *unit, int priority)
{
        struct sockaddr_un sa = {.sun_family = AF_UNIX, .sun_path = "/run/systemd/journal/stdout"};
        char header[512];
        int size = SEND_BUFFER;
        /* identifier, unit, priority, prefixes read?, to syslog?, to the kernel's log?, to the console? */
        int n = snprintf(header, sizeof header, "%s\n%s\n%d\n0\n0\n0\n0\n", identifier, unit, priority);
        if (n < 0 || (size_t)n >= sizeof header)
                return -ENAMETOOLONG;
        _cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof sa) < 0 || shutdown(fd, SHUT_RD) < 0)
                return -errno;
        /* A smaller buffer serves as well, only that a writer waits earlier. */
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
        ssize_t sent = send(fd, header, (size_t)n, MSG_NOSIGNAL);
        if (sent != n)
                return sent < 0 ? -errno : -EIO;
        return TAKE_FD(fd);
}

bool stream_is(int fd, const char *journal_stream)
{
        char own[64];
        struct stat st;
        if (!journal_stream || fstat(fd, &st) < 0)
                return false;
        snprintf(own, sizeof own, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
        return strcmp(own, journal_stream) == 0;
}
