/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/procstat.h"

#include "core/base/number.h"
#include "core/base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Fields, behind the name, which holds anything. */
enum { FIELD_STATE = 3, FIELD_FLAGS = 9, FIELD_START = 22 };

#define PF_EXITING 0x4 /* of include/linux/sched.h, of which proc(5) hands the numbers on */

/* The words from FIELD_STATE up to FIELD_START. */
static int read_fields(char *rest, ProcStat *ret)
{
        uint64_t flags = 0;
        bool dead = false;
        for (int field = FIELD_STATE; field <= FIELD_START; field++) {
                const char *word = strsep(&rest, " ");
                if (!word)
                        return -EBADMSG;
                if (field == FIELD_STATE)
                        dead = *word == 'Z' || *word == 'X';
                if (field == FIELD_FLAGS && number_parse(word, UINT32_MAX, &flags) != 0)
                        return -EBADMSG;
                if (field == FIELD_START && number_parse(word, UINT64_MAX, &ret->start) != 0)
                        return -EBADMSG;
        }
        ret->ends = dead || (flags & PF_EXITING);
        return 0;
}

int procstat_read(int fd, ProcStat *ret)
{
        char text[4096];
        ssize_t n = pread(fd, text, sizeof text - 1, 0);
        if (n <= 0)
                return n < 0 ? -errno : -ESRCH;
        text[n] = '\0';
        char *rest = strrchr(text, ')');
        return rest && rest[1] == ' ' ? read_fields(rest + 2, ret) : -EBADMSG;
}

uint64_t procstat_ns(uint64_t ticks)
{
        return ticks * (1000000000 / (uint64_t)sysconf(_SC_CLK_TCK));
}

/* The number in a line of PID's status; 0: there is no such process. 0 or -errno. */
static int read_number(pid_t pid, const char *field, pid_t *ret)
{
        char path[64], text[8192];
        uint64_t number;
        snprintf(path, sizeof path, "/proc/%d/status", pid);
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
        *ret = 0;
        if (n < 0)
                return errno == ENOENT || errno == ESRCH ? 0 : -errno;
        text[n] = '\0';
        /* The first line is the process' name, which holds no other one. */
        char *found = strstr(text, field);
        if (!found)
                return -EBADMSG;
        found += strlen(field);
        found[strcspn(found, "\n")] = '\0';
        if (number_parse(found, INT32_MAX, &number) != 0)
                return -EBADMSG;
        *ret = (pid_t)number;
        return 0;
}

/* What is said of a tracer is which of its threads it is. */
int procstat_tracer(pid_t pid, pid_t *ret)
{
        pid_t thread, process = 0;
        int r = read_number(pid, "\nTracerPid:\t", &thread);
        if (r == 0 && thread > 0)
                r = read_number(thread, "\nTgid:\t", &process);
        if (r < 0 || process == 0)
                return r;
        *ret = process;
        return 1;
}
