/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UTF-8: validity, and text made safe to show. */
#include "core/base/utf8.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int utf8_char(const char *text)
{
        /* The least that needs N bytes. A longer form of "/" or NUL would get past whoever looks for that
         * byte. */
        static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
        const unsigned char *s = (const unsigned char *)text;
        if (*s < 0x80)
                return *s != 0;
        int n = *s >= 0xF0 ? 4 : *s >= 0xE0 ? 3 : *s >= 0xC0 ? 2 : 0;
        if (n == 0 || *s >= 0xF8)
                return -EILSEQ;
        uint32_t c = *s & (0x7Fu >> n);
        for (int i = 1; i < n; i++) {
                if ((s[i] & 0xC0) != 0x80)
                        return -EILSEQ;
                c = c << 6 | (s[i] & 0x3Fu);
        }
        if (c < lowest[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
                return -EILSEQ;
        return n;
}

bool utf8_is_valid(const char *text)
{
        for (;;) {
                while (*text > 0 && *text < 0x7F)
                        text++;
                int n = utf8_char(text);
                if (n <= 0)
                        return n == 0;
                text += n;
        }
}

unsigned utf8_code_point(const char *text)
{
        int n = utf8_char(text);
        unsigned c = (unsigned char)text[0] & (n > 1 ? 0x7Fu >> n : 0xFFu);
        for (int i = 1; i < n; i++)
                c = c << 6 | ((unsigned char)text[i] & 0x3Fu);
        return c;
}

unsigned utf8_first_foreign(const char *text)
{
        while (*text && (unsigned char)*text < 0x80)
                text++;
        return *text ? utf8_code_point(text) : 0;
}

bool utf8_is_control(const char *text)
{
        const unsigned char *s = (const unsigned char *)text;
        return (*s > 0 && *s < 0x20) || *s == 0x7F || (*s == 0xC2 && s[1] >= 0x80 && s[1] < 0xA0);
}

bool utf8_has_control(const char *text)
{
        for (; *text; text++)
                if ((*text < 0x20 || *text == 0x7F) && utf8_is_control(text))
                        return true;
        return false;
}

/* A character as it is shown, in PIECE; its bytes in *RET_N. What is made up begins with ESCAPE. */
#define PIECE_SIZE 32 /* more than four bytes as "\\\\xNN", the longest */
static size_t next_piece(const char *text, const char *escape, char *piece, size_t *ret_n)
{
        int n = utf8_char(text);
        size_t bytes = n > 0 ? (size_t)n : 1, length = 0;
        *ret_n = bytes;
        if (n > 0 && !utf8_is_control(text)) {
                memcpy(piece, text, bytes);
                return bytes;
        }
        for (size_t i = 0; i < bytes; i++)
                length += (size_t)snprintf(piece + length, PIECE_SIZE - length, "%sx%02x", escape,
                                           (unsigned char)text[i]);
        return length;
}

int utf8_printable(const char *text, StrBuf *buf)
{
        int r = 0;
        for (size_t n; *text && r == 0; text += n) {
                char piece[PIECE_SIZE];
                size_t length = next_piece(text, "\\", piece, &n);
                r = strbuf_add_bytes(buf, piece, length);
        }
        return r;
}

int utf8_notification(const char *text, size_t max, StrBuf *buf)
{
        int r = 0;
        for (size_t n; *text && r == 0; text += n) {
                char piece[PIECE_SIZE];
                size_t length = next_piece(text, "\\\\", piece, &n);
                if (*text == '\\')
                        piece[length++] = '\\';
                if (buf->length + length > max)
                        break;
                r = strbuf_add_bytes(buf, piece, length);
        }
        return r;
}
