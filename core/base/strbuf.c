/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Growing strings and vectors of strings. */
#include "core/base/strbuf.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void strbuf_done(StrBuf *buf)
{
        free(buf->text);
        *buf = (StrBuf){};
}

int strbuf_reserve(StrBuf *buf, size_t more)
{
        /* A quarter, so that neither the sum nor the doubling below overflows. */
        if (buf->oom || more > SIZE_MAX / 4 - buf->length) {
                buf->oom = true;
                return -ENOMEM;
        }
        size_t need = buf->length + more + 1;
        if (need <= buf->space)
                return 0;
        size_t space = buf->space ? buf->space : 64;
        while (space < need)
                space *= 2;
        char *text = realloc(buf->text, space);
        if (!text) {
                buf->oom = true;
                return -ENOMEM;
        }
        buf->text = text;
        buf->space = space;
        return 0;
}

/* Whether N bytes and NUL can be appended as it is. Not after a failure: the text has a hole then, and must
 * not look whole. */
static bool fits(const StrBuf *buf, size_t n)
{
        return n < buf->space - buf->length && !buf->oom;
}

int strbuf_add_bytes(StrBuf *buf, const void *bytes, size_t n)
{
        int r = fits(buf, n) ? 0 : strbuf_reserve(buf, n);
        if (r < 0)
                return r;
        if (n > 0) /* memcpy() must not be given NULL, not even for nothing */
                memcpy(buf->text + buf->length, bytes, n);
        buf->length += n;
        buf->text[buf->length] = '\0';
        return 0;
}

int strbuf_add(StrBuf *buf, const char *text)
{
        return strbuf_add_bytes(buf, text, strlen(text));
}

int strbuf_add_char(StrBuf *buf, char c)
{
        int r = fits(buf, 1) ? 0 : strbuf_reserve(buf, 1);
        if (r < 0)
                return r;
        buf->text[buf->length++] = c;
        buf->text[buf->length] = '\0';
        return 0;
}

static int add_formatted(StrBuf *buf, const char *format, va_list args) _printf_(2, 0);

static int add_formatted(StrBuf *buf, const char *format, va_list args)
{
        va_list again;
        int r = strbuf_reserve(buf, 48); /* enough for most, which are formatted once so */
        if (r < 0)
                return r;
        size_t space = buf->space - buf->length;
        va_copy(again, args);
        int n = vsnprintf(buf->text + buf->length, space, format, args);
        if (n >= 0 && (size_t)n >= space && (r = strbuf_reserve(buf, (size_t)n)) == 0)
                n = vsnprintf(buf->text + buf->length, (size_t)n + 1, format, again);
        va_end(again);
        if (n < 0 || r < 0) {
                buf->text[buf->length] = '\0';
                buf->oom = true;
                return -ENOMEM;
        }
        buf->length += (size_t)n;
        return 0;
}

static void add_unsigned(StrBuf *buf, unsigned long long value)
{
        char digits[24], *end = digits + sizeof digits, *at = end;
        do
                *--at = (char)('0' + value % 10);
        while ((value /= 10) > 0);
        strbuf_add_bytes(buf, at, (size_t)(end - at));
}

static void add_int(StrBuf *buf, int value)
{
        if (value < 0)
                strbuf_add_char(buf, '-');
        add_unsigned(buf, value < 0 ? -(unsigned long long)value : (unsigned long long)value);
}

/* What most formats consist of is done here, since vsnprintf() takes five times as long. */
int strbuf_addv(StrBuf *buf, const char *format, va_list args)
{
        for (;;) {
                const char *percent = strchrnul(format, '%');
                strbuf_add_bytes(buf, format, (size_t)(percent - format));
                if (!*percent)
                        return buf->oom ? -ENOMEM : 0;
                format = percent + 2;
                if (percent[1] == 's')
                        strbuf_add(buf, va_arg(args, const char *));
                else if (percent[1] == 'd')
                        add_int(buf, va_arg(args, int));
                else if (percent[1] == 'u')
                        add_unsigned(buf, va_arg(args, unsigned));
                else if (strncmp(percent, "%llu", 4) == 0) {
                        add_unsigned(buf, va_arg(args, unsigned long long));
                        format = percent + 4;
                } else
                        break;
        }
        /* The rest of a format that was checked where it was written. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        return add_formatted(buf, format - 2, args);
#pragma GCC diagnostic pop
}

int strbuf_addf(StrBuf *buf, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        int r = strbuf_addv(buf, format, args);
        va_end(args);
        return r;
}

void strbuf_truncate(StrBuf *buf, size_t length)
{
        if (length >= buf->length)
                return;
        buf->length = length;
        buf->text[length] = '\0';
}

int strbuf_take(StrBuf *buf, char **ret)
{
        int r = strbuf_reserve(buf, 0);
        if (r < 0)
                return r;
        buf->text[buf->length] = '\0';
        *ret = buf->text;
        *buf = (StrBuf){};
        return 0;
}

void strvec_clear(StrVec *vec)
{
        for (size_t i = 0; i < vec->n; i++)
                free(vec->items[i]);
        vec->n = 0;
        if (vec->items)
                vec->items[0] = NULL;
}

void strvec_done(StrVec *vec)
{
        strvec_clear(vec);
        free(vec->items);
        *vec = (StrVec){};
}

int strvec_take(StrVec *vec, char *text)
{
        if (!text)
                return -ENOMEM;
        if (vec->n + 2 > vec->space) {
                size_t space = vec->space ? vec->space * 2 : 8;
                char **items = reallocarray(vec->items, space, sizeof *items);
                if (!items) {
                        free(text);
                        return -ENOMEM;
                }
                vec->items = items;
                vec->space = space;
        }
        vec->items[vec->n++] = text;
        vec->items[vec->n] = NULL;
        return 0;
}

int strvec_add(StrVec *vec, const char *text)
{
        return strvec_take(vec, strdup(text));
}

int strvec_add_n(StrVec *vec, const char *text, size_t n)
{
        return strvec_take(vec, strndup(text, n));
}

int strvec_addf(StrVec *vec, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        char *text = string_vprintf(format, args);
        va_end(args);
        return strvec_take(vec, text);
}

int strvec_extend(StrVec *vec, const StrVec *other)
{
        for (size_t i = 0; i < other->n; i++) {
                int r = strvec_add(vec, other->items[i]);
                if (r < 0)
                        return r;
        }
        return 0;
}

bool strvec_contains(const StrVec *vec, const char *text)
{
        for (size_t i = 0; i < vec->n; i++)
                if (streq(vec->items[i], text))
                        return true;
        return false;
}

static int compare(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

void strvec_sort(StrVec *vec)
{
        if (vec->n > 1)
                qsort(vec->items, vec->n, sizeof *vec->items, compare);
}

char *string_vprintf(const char *format, va_list args)
{
        _cleanup_strbuf_ StrBuf buf = {};
        char *text = NULL;
        strbuf_addv(&buf, format, args);
        return strbuf_take(&buf, &text) < 0 ? NULL : text;
}

char *string_printf(const char *format, ...)
{
        va_list args;
        va_start(args, format);
        char *text = string_vprintf(format, args);
        va_end(args);
        return text;
}

const char *string_after(const char *text, const char *prefix)
{
        size_t n = strlen(prefix);
        return strncmp(text, prefix, n) == 0 ? text + n : NULL;
}

size_t string_before(const char *text, const char *suffix)
{
        size_t n = strlen(text), k = strlen(suffix);
        return n > k && streq(text + n - k, suffix) ? n - k : 0;
}
