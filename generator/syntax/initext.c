/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text that iniparser is given: written, and held against what was meant. */
#include "generator/syntax/initext.h"

#include <errno.h>
#include <string.h>

/* Of the row in one line: well below 1,022 with the name, the quotes and the marks. */
#define LINE_BYTES 960

/* Means itself between double quotes in every version: not what ends or changes a value in one of them, not
 * what only some locales take for blanks, not our own "^". */
static bool is_plain(char c)
{
        return c >= ' ' && c <= '~' && c != '"' && c != '\'' && c != '\\' && c != ';' && c != '#' && c != '^';
}

void initext_done(IniText *text)
{
        strbuf_done(&text->buf);
        *text = (IniText){};
}

void initext_begin(IniText *text)
{
        strbuf_truncate(&text->buf, 0);
        text->lines = text->space = 0;
        strbuf_add(&text->buf, "[s]\n");
}

static void end_line(IniText *text)
{
        if (text->lines > 0)
                strbuf_add(&text->buf, ".\"\n");
}

/* Makes sure that N characters fit into the last line. */
static void reserve(IniText *text, size_t n)
{
        if (text->space >= n)
                return;
        end_line(text);
        strbuf_addf(&text->buf, "k%llu=\".", (unsigned long long)text->lines++);
        text->space = LINE_BYTES;
}

/* Characters that stand together in a line. */
static void put(IniText *text, const char *characters, size_t n)
{
        reserve(text, n);
        strbuf_add_bytes(&text->buf, characters, n);
        text->space -= n;
}

void initext_add(IniText *text, const char *value)
{
        static const char hex[] = "0123456789abcdef";
        while (*value) {
                size_t n = 0;
                reserve(text, 1);
                while (n < text->space && is_plain(value[n]))
                        n++;
                if (n > 0)
                        put(text, value, n);
                value += n;
                if (n > 0)
                        continue;
                unsigned char c = (unsigned char)*value++;
                put(text, (const char[]){'^', hex[c >> 4], hex[c & 15]}, 3);
        }
        put(text, "^.", 2);
}

int initext_end(IniText *text)
{
        end_line(text);
        return text->buf.oom ? -ENOMEM : 0;
}

void initext_name(size_t line, char ret[static INITEXT_NAME_MAX])
{
        char digits[24];
        size_t n = 0;
        do
                digits[n++] = (char)('0' + line % 10);
        while ((line /= 10) > 0);
        memcpy(ret, "s:k", 3);
        for (ret += 3; n > 0;)
                *ret++ = digits[--n];
        *ret = '\0';
}

int initext_open(const char *got, IniLine *ret)
{
        size_t n = strlen(got);
        if (n < 3 || got[0] != '.' || got[n - 1] != '.')
                return -EBADMSG;
        *ret = (IniLine){.at = got + 1, .end = got + n - 1};
        return 0;
}

static int hex_value(char c)
{
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int initext_match(IniLine *line, const char **value)
{
        const char *meant = *value, *at = line->at;
        for (; at < line->end; meant++) {
                int c = (unsigned char)*at++;
                if (c == '^' && *at == '.' && at < line->end) {
                        line->at = at + 1;
                        return *meant ? -EBADMSG : 0;
                }
                if (c == '^') {
                        int high = hex_value(at[0]), low = high < 0 ? -1 : hex_value(at[1]);
                        if (low < 0)
                                return -EBADMSG;
                        c = high << 4 | low;
                        at += 2;
                }
                if (c == 0 || c != (unsigned char)*meant)
                        return -EBADMSG;
        }
        line->at = at;
        *value = meant;
        return INITEXT_MORE;
}
