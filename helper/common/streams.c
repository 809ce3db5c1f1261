/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int streams_hold(void)
{
        int fd;
        do {
                fd = open("/dev/null", O_RDWR);
                if (fd < 0)
                        return -errno;
        } while (fd <= STDERR_FILENO);
        close(fd);
        return 0;
}
