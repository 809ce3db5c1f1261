/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/report.h"

#include "core/base/utf8.h"
#include "helper/common/notify.h"

#include <stdio.h>

void report_failure(const Failure *failure, int notify_fd)
{
        _cleanup_strbuf_ StrBuf clean = {};
        if (notify_fd >= 0)
                (void)notify_status(notify_fd, failure->text);
        bool printable = utf8_printable(failure->text, &clean) == 0;
        fprintf(stderr, "%s\n", printable ? clean.text : failure->text);
}
