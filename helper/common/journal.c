/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* journald's native protocol: a datagram of lines NAME=VALUE. */
#include "helper/common/journal.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

int journal_tell(const char *object, int priority, const char *text)
{
        static const struct sockaddr_un sa = {.sun_family = AF_UNIX,
                                              .sun_path = "/run/systemd/journal/socket"};
        const struct timeval patience = {.tv_sec = 5}; /* a journald that hangs is no reason to hang */
        _cleanup_strbuf_ StrBuf message = {};
        strbuf_add(&message, "MESSAGE=");
        utf8_printable(text, &message);
        int r = strbuf_addf(&message,
                            "\nPRIORITY=%d\nSYSLOG_IDENTIFIER=coslice-helper\nOBJECT_SYSTEMD_UNIT=%s\n",
                            priority, object);
        if (r < 0)
                return r;
        _cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) < 0)
                return -errno;
        ssize_t n = sendto(fd, message.text, message.length, MSG_NOSIGNAL, (const struct sockaddr *)&sa,
                           sizeof sa);
        return n < 0 ? -errno : 0;
}
