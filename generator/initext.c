/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text that iniparser is given: written, and held against what was meant. */
#include "generator/initext.h"

#include <errno.h>
#include <string.h>

/* Of a value on one line: well below 1,022 with the name, the quotes and the marks. */
#define LINE_BYTES 960

/* Means itself between double quotes in every version: not what ends or changes a value in one of them, not
 * what only some locales take for blanks, not our own "^". */
static bool is_plain(char c)
{
        return c >= ' ' && c <= '~' && c != '"' && c != '\'' && c != '\\' && c != ';' && c != '#' && c != '^';
}

static char *put_number(char *to, size_t number)
{
        char digits[24];
        size_t n = 0;
        do
                digits[n++] = (char)('0' + number % 10);
        while ((number /= 10) > 0);
        while (n > 0)
                *to++ = digits[--n];
        *to = '\0';
        return to;
}

/* "k12" or "k12.1" */
static char *put_key(char *to, size_t number, size_t piece)
{
        *to++ = 'k';
        to = put_number(to, number);
        if (piece == 0)
                return to;
        *to++ = '.';
        return put_number(to, piece);
}

void initext_name(size_t number, size_t piece, char ret[static INITEXT_NAME_MAX])
{
        *ret++ = 's';
        *ret++ = ':';
        put_key(ret, number, piece);
}

/* Appends as much of VALUE as one line holds; returns what is left of it. */
static const char *write_characters(const char *value, StrBuf *buf)
{
        static const char hex[] = "0123456789abcdef";
        size_t space = LINE_BYTES;
        while (*value && space >= 3) {
                size_t n = 0;
                while (n < space && is_plain(value[n]))
                        n++;
                if (n > 0) {
                        strbuf_add_bytes(buf, value, n);
                        value += n;
                        space -= n;
                        continue;
                }
                unsigned char c = (unsigned char)*value++;
                char escape[] = {'^', hex[c >> 4], hex[c & 15]};
                strbuf_add_bytes(buf, escape, sizeof escape);
                space -= sizeof escape;
        }
        return value;
}

int initext_add(StrBuf *buf, size_t number, const char *value, size_t *lines)
{
        size_t piece = 0;
        do {
                char key[INITEXT_NAME_MAX];
                strbuf_add_bytes(buf, key, (size_t)(put_key(key, number, piece++) - key));
                strbuf_add_bytes(buf, "=\".", 3);
                value = write_characters(value, buf);
                strbuf_add_bytes(buf, *value ? "+\"\n" : ".\"\n", 3);
        } while (*value);
        *lines += piece;
        return buf->oom ? -ENOMEM : 0;
}

static int hex_value(char c)
{
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int initext_match(const char *got, const char **value)
{
        size_t n = strlen(got);
        if (n < 2 || got[0] != '.' || (got[n - 1] != '.' && got[n - 1] != '+'))
                return -EBADMSG;
        const char *end = got + n - 1, *meant = *value;
        for (got++; got < end; got++) {
                int c = (unsigned char)*got;
                if (c == '^') {
                        int high = hex_value(got[1]), low = high < 0 ? -1 : hex_value(got[2]);
                        if (low < 0)
                                return -EBADMSG;
                        c = high << 4 | low;
                        got += 2;
                }
                if (c == 0 || c != (unsigned char)*meant++)
                        return -EBADMSG;
        }
        bool more = *end == '+';
        if (more != (*meant != '\0'))
                return -EBADMSG;
        *value = meant;
        return more ? INITEXT_MORE : 0;
}
