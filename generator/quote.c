/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as systemd's parsers read them back: systemd.syntax(7), systemd.service(5), systemd.unit(5). */
#include "generator/quote.h"

#include "core/utf8.h"

#include <string.h>

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* What needs no quotes: most words, which stay readable so. */
static bool is_plain(const char *value)
{
        return *value && !value[strspn(value, LETTERS_AND_DIGITS "_-./,:=@+")];
}

int quote_argument(StrBuf *buf, const char *value)
{
        if (is_plain(value))
                return strbuf_add(buf, value);
        if (!utf8_is_valid(value))
                return QUOTE_REFUSED;
        strbuf_add_char(buf, '"');
        for (; *value; value++) {
                unsigned char c = (unsigned char)*value;
                if (c == '"' || c == '\\')
                        strbuf_add_char(buf, '\\');
                else if (c == '%')
                        strbuf_add_char(buf, '%');
                if (c < 0x20 || c == 0x7F)
                        strbuf_addf(buf, "\\x%02x", c);
                else
                        strbuf_add_char(buf, *value);
        }
        return strbuf_add_char(buf, '"');
}

int quote_path(StrBuf *buf, const char *value)
{
        return utf8_has_control(value) ? QUOTE_REFUSED : quote_argument(buf, value);
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t';
}

int quote_text(StrBuf *buf, const char *value)
{
        size_t n = strlen(value), slashes = 0;
        while (slashes < n && value[n - 1 - slashes] == '\\')
                slashes++;
        if (!utf8_is_valid(value) || utf8_has_control(value) || slashes % 2 == 1)
                return QUOTE_REFUSED;
        if (n > 0 && (is_blank(value[0]) || is_blank(value[n - 1])))
                return QUOTE_REFUSED;
        int r = 0;
        for (; *value && r == 0; value++)
                r = *value == '%' ? strbuf_add(buf, "%%") : strbuf_add_char(buf, *value);
        return r;
}

static int add_bare(StrBuf *buf, const char *value, const char *allowed)
{
        if (!*value || value[strspn(value, allowed)])
                return QUOTE_REFUSED;
        return strbuf_add(buf, value);
}

int quote_unit(StrBuf *buf, const char *value)
{
        return add_bare(buf, value, LETTERS_AND_DIGITS ":-_.\\@+");
}

int quote_number(StrBuf *buf, const char *value)
{
        return add_bare(buf, value, LETTERS_AND_DIGITS ".%:");
}
