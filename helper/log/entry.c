/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/entry.h"

#include "core/contract/unitname.h"

#include <string.h>

/* journald's own field for this is _LINE_BREAK=, which no client may set. */
static const char *const breaks[_LINE_BREAK_MAX] = {
        [LINE_BREAK_NEWLINE] = "",
        [LINE_BREAK_NUL] = "COSLICE_LINE_BREAK=nul\n",
        [LINE_BREAK_MAX] = "COSLICE_LINE_BREAK=line-max\n",
        [LINE_BREAK_END] = "COSLICE_LINE_BREAK=eof\n",
};

int entry_common(const char *group, const char *container, int priority, StrBuf *ret)
{
        strbuf_addf(ret,
                    "PRIORITY=%d\nSYSLOG_IDENTIFIER=%s/%s\nCOSLICE_GROUP=%s\nCOSLICE_CONTAINER=%s\n"
                    "OBJECT_SYSTEMD_UNIT=",
                    priority, group, container, group, container);
        unitname_add(ROLE_CONTAINER, group, container, ret);
        return strbuf_add(ret, "\n");
}

static void add_part(Entry *entry, size_t index, const void *bytes, size_t n)
{
        entry->parts[index] = (struct iovec){(void *)bytes, n};
        entry->size += n;
}

void entry_make(const StrBuf *common, const char *text, const Line *line, bool repeated, Entry *ret)
{
        static const char repeated_field[] = "COSLICE_REPEATED=maybe\n", name[] = "MESSAGE\n";
        const char *line_break = breaks[line->end];
        for (size_t i = 0; i < sizeof ret->length; i++)
                ret->length[i] = (unsigned char)((uint64_t)line->length >> 8 * i); /* little-endian */
        ret->size = 0;
        add_part(ret, 0, common->text, common->length);
        add_part(ret, 1, line_break, strlen(line_break));
        add_part(ret, 2, repeated_field, repeated ? strlen(repeated_field) : 0);
        add_part(ret, 3, name, strlen(name));
        add_part(ret, 4, ret->length, sizeof ret->length);
        add_part(ret, 5, text, line->length);
        add_part(ret, 6, "\n", 1);
}
