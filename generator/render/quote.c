/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as systemd's parsers read them back: systemd.syntax(7), systemd.service(5), systemd.unit(5). */
#include "generator/render/quote.h"

#include "core/base/utf8.h"

#include <string.h>

/* What a byte may stand in. */
enum {
        WORD = 1 << 0,   /* a word that needs no quotes: most, which stay readable so */
        UNIT = 1 << 1,   /* the name of a unit, or a keyword */
        NUMBER = 1 << 2, /* a number with its unit */
};

static const unsigned char classes[256] = {
        ['a' ... 'z'] = WORD | UNIT | NUMBER,
        ['A' ... 'Z'] = WORD | UNIT | NUMBER,
        ['0' ... '9'] = WORD | UNIT | NUMBER,
        ['.'] = WORD | UNIT | NUMBER,
        [':'] = WORD | UNIT | NUMBER,
        ['-'] = WORD | UNIT,
        ['_'] = WORD | UNIT,
        ['@'] = WORD | UNIT,
        ['+'] = WORD | UNIT,
        ['/'] = WORD,
        [','] = WORD,
        ['='] = WORD,
        ['\\'] = UNIT,
        ['%'] = NUMBER,
};

/* The length of VALUE if all of its bytes are of CLASS, else 0. */
static size_t length_of(const char *value, int class)
{
        size_t n = 0;
        while (classes[(unsigned char)value[n]] & class)
                n++;
        return value[n] ? 0 : n;
}

/* How many bytes TEXT begins with that are written as they are, in quotes or out of them. */
static size_t plain_run(const char *text)
{
        size_t n = 0;
        for (unsigned char c; (c = (unsigned char)text[n]) >= ' ' && c != 0x7F; n++)
                if (c == '%' || c == '"' || c == '\\')
                        break;
        return n;
}

int quote_argument(StrBuf *buf, const char *value)
{
        size_t n = length_of(value, WORD);
        if (n > 0)
                return strbuf_add_bytes(buf, value, n);
        if (!utf8_is_valid(value))
                return QUOTE_REFUSED;
        strbuf_add_char(buf, '"');
        for (;; value++) {
                n = plain_run(value);
                strbuf_add_bytes(buf, value, n);
                value += n;
                if (!*value)
                        return strbuf_add_char(buf, '"');
                if (*value == '%')
                        strbuf_add(buf, "%%");
                else if (*value == '"' || *value == '\\')
                        strbuf_addf(buf, "\\%c", *value);
                else
                        strbuf_addf(buf, "\\x%02x", (unsigned char)*value);
        }
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
        if (slashes % 2 == 1 || !utf8_is_valid(value) || utf8_has_control(value))
                return QUOTE_REFUSED;
        if (n > 0 && (is_blank(value[0]) || is_blank(value[n - 1])))
                return QUOTE_REFUSED;
        for (const char *percent; (percent = strchr(value, '%')); value = percent + 1) {
                strbuf_add_bytes(buf, value, (size_t)(percent - value));
                strbuf_add(buf, "%%");
        }
        return strbuf_add(buf, value);
}

/* VALUE as it is, if there is any and all of its bytes are of CLASS. */
static int add_bare(StrBuf *buf, const char *value, int class)
{
        size_t n = length_of(value, class);
        return n > 0 ? strbuf_add_bytes(buf, value, n) : QUOTE_REFUSED;
}

int quote_unit(StrBuf *buf, const char *value)
{
        return add_bare(buf, value, UNIT);
}

int quote_number(StrBuf *buf, const char *value)
{
        return add_bare(buf, value, NUMBER);
}
