/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words: systemd's quoting rules (extract_first_word() with unquoting and C escapes), and JSON's. */
#include "core/base/words.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#define BLANKS " \t\n\r"

static int mistake(const char *why, const char **ret_why)
{
        *ret_why = why;
        return WORDS_MISTAKE;
}

static int digit_value(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return 16;
}

/* Exactly N digits of BASE at TEXT. */
static bool read_digits(const char *text, unsigned n, unsigned base, uint32_t *ret)
{
        uint32_t value = 0;
        for (unsigned i = 0; i < n; i++) {
                unsigned digit = (unsigned)digit_value(text[i]);
                if (digit >= base)
                        return false;
                value = value * base + digit;
        }
        *ret = value;
        return true;
}

static int add_unicode(StrBuf *word, uint32_t c)
{
        char bytes[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t i = n - 1; i > 0; i--, c >>= 6)
                bytes[i] = (char)(0x80 | (c & 0x3F));
        bytes[0] = (char)(lead[n] | c);
        return strbuf_add_bytes(word, bytes, n);
}

/* The escapes that are numbers; *TEXT is after the backslash. */
static int add_number(const char **text, StrBuf *word, const char **ret_why)
{
        uint32_t c;
        bool octal = **text >= '0' && **text <= '7', byte = octal || **text == 'x';
        const char *digits = *text + !octal;
        unsigned n = octal ? 3 : **text == 'x' ? 2 : **text == 'u' ? 4 : 8;
        if (!read_digits(digits, n, octal ? 8 : 16, &c))
                return mistake(octal           ? "an octal escape has three digits, \\001 to \\377"
                               : **text == 'x' ? "\\x is followed by two hexadecimal digits"
                               : **text == 'u' ? "\\u is followed by four hexadecimal digits"
                                               : "\\U is followed by eight hexadecimal digits",
                               ret_why);
        if (c == 0)
                return mistake("an escape stands for NUL, which no word can hold", ret_why);
        if (octal && c > 0xFF)
                return mistake("an octal escape has three digits, \\001 to \\377", ret_why);
        if (c > 0x10FFFF || (!byte && c >= 0xD800 && c <= 0xDFFF))
                return mistake("an escape stands for no Unicode character", ret_why);
        *text = digits + n;
        /* Several bytes may make one character: whether the word is UTF-8 is for who takes it whole. */
        return byte ? strbuf_add_char(word, (char)c) : add_unicode(word, c);
}

/* Reads one escape; *TEXT is after the backslash. */
static int add_escape(const char **text, StrBuf *word, const char **ret_why)
{
        /* "\s" is systemd's own, a blank. */
        static const char names[] = "abfnrtv\\\"'s", meant[] = "\a\b\f\n\r\t\v\\\"' ";
        char c = **text;
        if (!c)
                return mistake("the backslash at the end escapes nothing; \\\\ is a backslash", ret_why);
        const char *at = strchr(names, c);
        if (at) {
                (*text)++;
                return strbuf_add_char(word, meant[at - names]);
        }
        if ((c >= '0' && c <= '7') || c == 'x' || c == 'u' || c == 'U')
                return add_number(text, word, ret_why);
        return mistake("unknown escape after a backslash; \\\\ is a backslash", ret_why);
}

/* Reads one word; *TEXT is at its first character and ends behind its last. */
static int add_word(const char **text, StrBuf *word, const char **ret_why)
{
        char quote = 0;
        int r = strbuf_add(word, ""); /* "" is a word */
        while (r == 0) {
                char c = **text;
                if (c == '\0')
                        return quote ? mistake("a quote is not closed", ret_why) : 0;
                if (!quote && strchr(BLANKS, c))
                        return 0;
                (*text)++;
                /* In single quotes too, as in systemd and unlike in shells. */
                if (c == '\\')
                        r = add_escape(text, word, ret_why);
                else if (quote ? c == quote : c == '"' || c == '\'')
                        quote = quote ? 0 : c;
                else
                        r = strbuf_add_char(word, c);
        }
        return r;
}

static int split(const char *value, StrVec *words, const char **ret_why)
{
        for (value += strspn(value, BLANKS); *value; value += strspn(value, BLANKS)) {
                _cleanup_strbuf_ StrBuf word = {};
                char *text;
                /* In units a lone ";" ends a command, so that people bring "\;" along. */
                if (value[0] == '\\' && value[1] == ';' && (!value[2] || strchr(BLANKS, value[2])))
                        value++;
                int r = add_word(&value, &word, ret_why);
                if (r == 0)
                        r = strbuf_take(&word, &text);
                if (r == 0)
                        r = strvec_take(words, text);
                if (r != 0)
                        return r;
        }
        return 0;
}

/* Leaves the first N words of VEC. */
static void cut(StrVec *vec, size_t n)
{
        while (vec->n > n) {
                free(vec->items[--vec->n]);
                vec->items[vec->n] = NULL;
        }
}

int words_split(const char *value, StrVec *ret, const char **ret_why)
{
        size_t before = ret->n;
        int r = split(value, ret, ret_why);
        if (r != 0)
                cut(ret, before);
        return r;
}

/* "\u00e4", and two for what lies above U+FFFF; *TEXT is at the "u". */
static int add_json_unicode(const char **text, StrBuf *word)
{
        uint32_t c, low;
        if (!read_digits(*text + 1, 4, 16, &c) || c == 0)
                return WORDS_MISTAKE;
        *text += 5;
        if (c >= 0xD800 && c <= 0xDBFF) {
                if ((*text)[0] != '\\' || (*text)[1] != 'u' || !read_digits(*text + 2, 4, 16, &low) ||
                    low < 0xDC00 || low > 0xDFFF)
                        return WORDS_MISTAKE;
                *text += 6;
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        } else if (c >= 0xDC00 && c <= 0xDFFF)
                return WORDS_MISTAKE;
        return add_unicode(word, c);
}

/* *TEXT is behind the opening quote, and ends behind the closing one. */
static int add_json_string(const char **text, StrBuf *word)
{
        static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
        int r = strbuf_add(word, "");
        while (r == 0 && **text != '"') {
                const char *at = **text == '\\' && (*text)[1] ? strchr(names, (*text)[1]) : NULL;
                if ((unsigned char)**text < 0x20)
                        return WORDS_MISTAKE;
                if (at) {
                        r = strbuf_add_char(word, meant[at - names]);
                        *text += 2;
                } else if (**text == '\\') {
                        ++*text;
                        r = **text == 'u' ? add_json_unicode(text, word) : WORDS_MISTAKE;
                } else
                        r = strbuf_add_char(word, *(*text)++);
        }
        *text += r == 0;
        return r;
}

static const char *skip_blanks(const char *text)
{
        return text + strspn(text, BLANKS);
}

static int split_json(const char *value, StrVec *words)
{
        value = skip_blanks(value);
        if (*value != '[')
                return WORDS_MISTAKE;
        value = skip_blanks(value + 1);
        if (*value == ']')
                return *skip_blanks(value + 1) ? WORDS_MISTAKE : 0;
        for (;; value = skip_blanks(value + 1)) {
                _cleanup_strbuf_ StrBuf word = {};
                char *text;
                if (*value++ != '"')
                        return WORDS_MISTAKE;
                int r = add_json_string(&value, &word);
                if (r == 0)
                        r = strbuf_take(&word, &text);
                if (r == 0)
                        r = strvec_take(words, text);
                if (r != 0)
                        return r;
                value = skip_blanks(value);
                if (*value == ']')
                        return *skip_blanks(value + 1) ? WORDS_MISTAKE : 0;
                if (*value != ',')
                        return WORDS_MISTAKE;
        }
}

int words_from_json(const char *value, StrVec *ret)
{
        size_t before = ret->n;
        int r = split_json(value, ret);
        if (r != 0)
                cut(ret, before);
        return r;
}

const char *words_end(const char *text)
{
        char quote = '\0';
        for (; *text && (quote || (*text != ' ' && *text != '\t')); text++)
                if (*text == '\\' && text[1])
                        text++;
                else if (quote ? *text == quote : *text == '"' || *text == '\'')
                        quote = quote ? '\0' : *text;
        return text;
}
