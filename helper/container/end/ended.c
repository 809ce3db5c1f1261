/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/end/ended.h"

#include "helper/common/pins.h"
#include "helper/common/procstat.h"
#include "helper/common/running.h"
#include "helper/common/textfile.h"
#include "helper/container/record/record.h"

#include <stdlib.h>

/* When CONTAINER was started; UINT64_MAX: nobody knows. */
static uint64_t find_start(const char *group, const char *container)
{
        _cleanup_record_ Record record = {};
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = running_open(group, container);
        bool found = fd >= 0 && textfile_read(fd, RECORD_MAX, &text, &size) == 0 &&
                     record_read(text, size, &record) == 0;
        return found ? record.seen : UINT64_MAX;
}

/* Its processes end first, each of which systemd must have heard of. So there may be none any more, one that
 * is about to end, or the next one. */
bool init_has_ended(const char *group, const char *container)
{
        Failure failure;
        ProcStat stat;
        int fd;
        int r = pins_open(group, &(PinUse){.name = PIN_PROC, .sub = PIN_PROC_FIRST}, 1, &fd, &failure);
        bool ended = r < 0 || procstat_read(fd, &stat) < 0 || stat.ends ||
                     procstat_ns(stat.start) > find_start(group, container);
        closep(&fd);
        return ended;
}
