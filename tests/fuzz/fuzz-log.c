/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as what a payload writes to its log, in pieces: all of them come, in order and once, no line is
 * longer than it may be, and each is one field of an entry, whatever it holds. The first byte says how large
 * the pieces are. */
#include "helper/log/entry.h"
#include "helper/log/line.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void must(bool true_here)
{
        if (!true_here)
                abort();
}

/* The text is where the length in front of it says, and all of the rest of the entry. */
static void check_entry(const char *text, const Line *line)
{
        static const char name[] = "MESSAGE\n";
        _cleanup_strbuf_ StrBuf common = {}, all = {};
        Entry entry;
        uint64_t length = 0;
        must(entry_common("web", "app", 6, &common) == 0);
        entry_make(&common, text, line, line->length % 2, &entry);
        for (size_t i = 0; i < ENTRY_PARTS; i++)
                must(strbuf_add_bytes(&all, entry.parts[i].iov_base, entry.parts[i].iov_len) == 0);
        must(all.length == entry.size);
        const char *field = strstr(all.text, name);
        must(field && field[-1] == '\n');
        const unsigned char *bytes = (const unsigned char *)field + strlen(name);
        for (size_t i = 0; i < 8; i++)
                length |= (uint64_t)bytes[i] << 8 * i;
        must(length == line->length && bytes + 8 + length + 1 == (unsigned char *)all.text + all.length);
        must(memcmp(bytes + 8, text, length) == 0 && bytes[8 + length] == '\n');
}

static void check_line(const char *text, size_t n, const Line *line, bool ended)
{
        must(line->taken > 0 && line->taken <= n && line->length <= LINE_LENGTH_MAX);
        must(!memchr(text, '\n', line->length) && !memchr(text, '\0', line->length));
        switch (line->end) {
        case LINE_BREAK_NEWLINE: must(line->taken == line->length + 1 && text[line->length] == '\n'); break;
        case LINE_BREAK_NUL: must(line->taken == line->length + 1 && text[line->length] == '\0'); break;
        case LINE_BREAK_MAX: must(line->taken == line->length && line->length == LINE_LENGTH_MAX); break;
        default: must(line->end == LINE_BREAK_END && ended && line->taken == n);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        size_t at = 0, there = 0, scanned = 0, piece = size > 0 ? data[0] * 257u + 1 : 1;
        /* Behind its end nothing may be looked at. */
        _cleanup_free_ char *text = malloc(size + 1);
        must(text);
        if (size > 0)
                memcpy(text, data, size);
        for (bool ended = false; !ended || at < size;) {
                Line line;
                there = size - there < piece ? size : there + piece;
                ended = there == size;
                while (line_next(text + at, there - at, &scanned, ended, &line)) {
                        check_line(text + at, there - at, &line, ended);
                        if (line.length > 0)
                                check_entry(text + at, &line);
                        at += line.taken;
                        scanned = 0;
                }
        }
        must(at == size);
        return 0;
}
