/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/cgroup.h"

#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define UNIFIED "/sys/fs/cgroup"

/* That of a hierarchy of v1 can be there without its mount. */
static int is_unified(void)
{
        if (access(UNIFIED "/cgroup.controllers", F_OK) == 0)
                return 1;
        return errno == ENOENT ? 0 : -errno;
}

int cgroup_top(const char **ret)
{
        int unified = is_unified();
        if (unified < 0)
                return unified;
        *ret = unified ? UNIFIED : UNIFIED "/systemd";
        return 0;
}

int cgroup_path(pid_t pid, StrBuf *ret)
{
        char path[64] = "/proc/self/cgroup", text[16384]; /* a line for each hierarchy, each below 4 KiB */
        int unified = is_unified();
        if (unified < 0)
                return unified;
        if (pid > 0)
                snprintf(path, sizeof path, "/proc/%d/cgroup", pid);
        int r = textfile_read_kernels(AT_FDCWD, path, text, sizeof text);
        if (r < 0)
                return r == -ENOENT ? -ESRCH : r;
        for (char *rest = text, *line; (line = strsep(&rest, "\n"));) {
                /* "0::PATH", "1:name=systemd:PATH" */
                const char *found = unified ? string_after(line, "0::") : strstr(line, ":name=systemd:");
                if (found)
                        return strbuf_add(ret, unified ? found : strchr(found + 1, ':') + 1);
        }
        return -ENOENT;
}
