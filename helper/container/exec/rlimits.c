/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /proc/PID/limits, which everybody may read: prlimit(2) of another process takes CAP_SYS_RESOURCE, which the
 * root of a machine that is itself a container may not have. They are set in two goes: raised on the host,
 * where one can, and lowered inside. */
#include "helper/container/exec/rlimits.h"

#include "core/base/number.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* Of a line: its name, whose width the kernel keeps (fs/proc/base.c). */
#define WIDTH_OF_NAME 26

static int read_value(char **line, rlim_t *ret)
{
        uint64_t number;
        *line += strspn(*line, " ");
        char *word = strsep(line, " ");
        if (!word || !*line)
                return -EBADMSG;
        bool unlimited = streq(word, "unlimited");
        if (!unlimited && number_parse(word, UINT64_MAX, &number) != 0)
                return -EBADMSG;
        *ret = unlimited ? RLIM_INFINITY : (rlim_t)number;
        return 0;
}

/* A line for each, in the order of their numbers, behind one with headings. */
static int parse(char *text, Rlimits *ret)
{
        char *rest = text;
        strsep(&rest, "\n");
        for (size_t i = 0; i < RLIM_NLIMITS; i++) {
                char *line = strsep(&rest, "\n");
                if (!line || strlen(line) < WIDTH_OF_NAME)
                        return -EBADMSG;
                line += WIDTH_OF_NAME;
                int r = read_value(&line, &ret->items[i].rlim_cur);
                if (r == 0)
                        r = read_value(&line, &ret->items[i].rlim_max);
                if (r < 0)
                        return r;
        }
        return 0;
}

int rlimits_read(pid_t pid, Rlimits *ret)
{
        char path[64], text[4096];
        snprintf(path, sizeof path, "/proc/%d/limits", pid);
        int r = textfile_read_kernels(AT_FDCWD, path, text, sizeof text);
        if (r < 0)
                return r == -ENOENT ? -ESRCH : r;
        return parse(text, ret);
}

static int get(size_t i, struct rlimit *ret)
{
        return getrlimit((enum __rlimit_resource)i, ret) < 0 ? -errno : 0;
}

static int set(size_t i, const struct rlimit *limit)
{
        return setrlimit((enum __rlimit_resource)i, limit) < 0 ? -errno : 0;
}

int rlimits_allow(const Rlimits *limits)
{
        for (size_t i = 0; i < RLIM_NLIMITS; i++) {
                struct rlimit own;
                int r = get(i, &own);
                if (r < 0)
                        return r;
                if (own.rlim_max >= limits->items[i].rlim_max)
                        continue;
                own.rlim_max = limits->items[i].rlim_max;
                r = set(i, &own);
                if (r < 0)
                        return r;
        }
        return 0;
}

int rlimits_set(const Rlimits *limits)
{
        int r = 0;
        for (size_t i = 0; i < RLIM_NLIMITS && r == 0; i++)
                r = set(i, limits->items + i);
        return r;
}
