/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/procstat.h"

#include "core/base/number.h"
#include "core/base/strbuf.h"

#include <errno.h>
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
