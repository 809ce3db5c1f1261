/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/setting.h"

#include "core/base/cleanup.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

static int path_of(bool v6, const char *interface, const char *name, char *ret, size_t size)
{
        int n = snprintf(ret, size, "/proc/sys/net/%s/conf/%s/%s", v6 ? "ipv6" : "ipv4", interface, name);
        return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

int setting_read(bool v6, const char *interface, const char *name, int *ret)
{
        char path[PATH_MAX], text[32];
        int r = path_of(v6, interface, name, path, sizeof path);
        r = r < 0 ? r : textfile_read_kernels(AT_FDCWD, path, text, sizeof text);
        if (r == 0)
                *ret = atoi(text);
        return r;
}

int setting_write(bool v6, const char *interface, const char *name, int value, bool *ret_changed)
{
        char path[PATH_MAX], text[16];
        int now, r = setting_read(v6, interface, name, &now);
        if (ret_changed)
                *ret_changed = r == 0 && now != value;
        if (r < 0 || now == value)
                return r;
        r = path_of(v6, interface, name, path, sizeof path);
        _cleanup_close_ int fd = r < 0 ? r : open(path, O_WRONLY | O_CLOEXEC);
        if (fd < 0)
                return r < 0 ? r : -errno;
        int n = snprintf(text, sizeof text, "%d\n", value);
        return write(fd, text, (size_t)n) < 0 ? -errno : 0;
}

bool setting_has_ipv6(void)
{
        int all, later;
        return setting_read(true, "all", "disable_ipv6", &all) == 0 && all == 0 &&
               setting_read(true, "default", "disable_ipv6", &later) == 0 && later == 0;
}
