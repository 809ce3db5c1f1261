/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line as an entry of the journal, in journald's native protocol: lines NAME=VALUE, and for the text, which
 * may hold any byte, its length. Pure. */
#pragma once

#include "core/base/strbuf.h"
#include "helper/log/line.h"

#include <stdint.h>
#include <sys/uio.h>

/* Appends to RET what all lines have of CONTAINER of GROUP with a PRIORITY of syslog(3). 0 or -ENOMEM. */
int entry_common(const char *group, const char *container, int priority, StrBuf *ret);

enum { ENTRY_PARTS = 7 };

typedef struct Entry {
        struct iovec parts[ENTRY_PARTS]; /* empty ones among them */
        size_t size;                     /* of them all */
        unsigned char length[8];         /* of the text */
} Entry;

/* The entry of LINE, whose text is TEXT. COMMON is of entry_common(); both are borrowed by RET, which points
 * into itself: it must not be moved. REPEATED: whether it was written before is not known. */
void entry_make(const StrBuf *common, const char *text, const Line *line, bool repeated, Entry *ret);
