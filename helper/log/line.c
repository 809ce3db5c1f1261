/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/line.h"

#include <string.h>

bool line_next(const char *text, size_t n, size_t *scanned, bool ended, Line *ret)
{
        size_t seen = n < LINE_LENGTH_MAX ? n : LINE_LENGTH_MAX, from = *scanned < seen ? *scanned : seen;
        const char *newline = memchr(text + from, '\n', seen - from);
        const char *nul = memchr(text + from, '\0', newline ? (size_t)(newline - text) - from : seen - from);
        const char *end = nul ? nul : newline;
        if (end) {
                size_t length = (size_t)(end - text);
                *ret = (Line){length, length + 1, nul ? LINE_BREAK_NUL : LINE_BREAK_NEWLINE};
                return true;
        }
        *scanned = seen;
        if (seen == LINE_LENGTH_MAX || (ended && n > 0)) {
                *ret = (Line){seen, seen, seen == LINE_LENGTH_MAX ? LINE_BREAK_MAX : LINE_BREAK_END};
                return true;
        }
        return false;
}
