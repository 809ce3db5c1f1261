/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON as C can hold it. */
#pragma once

#include "core/base/strbuf.h"

#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* TEXT with a double quote for each single one, and a digest of 64 times a for "$a". The caller's to free. */
static inline char *json_text(const char *text)
{
        StrBuf buf = {};
        char *ret = NULL;
        for (; *text; text++) {
                if (*text == '$') {
                        text++;
                        strbuf_add(&buf, "\"sha256:");
                        for (int i = 0; i < 64; i++)
                                strbuf_add_char(&buf, *text);
                        strbuf_add_char(&buf, '"');
                } else
                        strbuf_add_char(&buf, *text == '\'' ? '"' : *text);
        }
        strbuf_take(&buf, &ret);
        return ret;
}
