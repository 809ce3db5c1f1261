/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Templates filled in, line by line. */
#include "generator/render.h"

#include "generator/quote.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void bindings_done(Bindings *bindings)
{
        for (size_t i = 0; i < bindings->n; i++)
                strvec_done(&bindings->items[i].values);
        free(bindings->items);
        *bindings = (Bindings){};
}

static const StrVec *bindings_find(const Bindings *bindings, const char *name, size_t n)
{
        for (size_t i = 0; i < bindings->n; i++)
                if (strncmp(bindings->items[i].name, name, n) == 0 && !bindings->items[i].name[n])
                        return &bindings->items[i].values;
        return NULL;
}

static StrVec *bindings_get(Bindings *bindings, const char *name)
{
        StrVec *found = (StrVec *)bindings_find(bindings, name, strlen(name));
        if (found)
                return found;
        if (bindings->n == bindings->space) {
                size_t space = bindings->space ? bindings->space * 2 : 32;
                Binding *items = reallocarray(bindings->items, space, sizeof *items);
                if (!items)
                        return NULL;
                bindings->items = items;
                bindings->space = space;
        }
        bindings->items[bindings->n] = (Binding){.name = name};
        return &bindings->items[bindings->n++].values;
}

void bind_take(Bindings *bindings, const char *name, char *value)
{
        StrVec *values = bindings_get(bindings, name);
        if (!values)
                free(value);
        if (!values || strvec_take(values, value) < 0)
                bindings->oom = true;
}

void bind_text(Bindings *bindings, const char *name, const char *value)
{
        bind_take(bindings, name, strdup(value));
}

void bind_textf(Bindings *bindings, const char *name, const char *format, ...)
{
        char *text = NULL;
        va_list args;
        va_start(args, format);
        int n = vasprintf(&text, format, args);
        va_end(args);
        bind_take(bindings, name, n < 0 ? NULL : text);
}

typedef int (*Quote)(StrBuf *buf, const char *value);

/* A placeholder of a template's line. */
typedef struct Slot {
        const char *begin, *end; /* of the whole, with its braces */
        const char *name;
        size_t n_name;
        Quote quote; /* NULL: a setting */
        bool repeat, argv;
} Slot;

static const struct {
        const char *word;
        Quote quote;
} kinds[] = {
        {"argv", quote_argument}, {"path", quote_path},     {"text", quote_text},
        {"unit", quote_unit},     {"number", quote_number}, {"setting", NULL},
};

/* The next placeholder of the line that ends at EOL. 1, 0 if there is none, -EINVAL. */
static int next_slot(const char *from, const char *eol, Slot *ret)
{
        const char *begin = memmem(from, (size_t)(eol - from), "{{", 2);
        if (!begin)
                return 0;
        const char *end = memmem(begin, (size_t)(eol - begin), "}}", 2);
        const char *blank = memchr(begin, ' ', (size_t)(eol - begin));
        if (!end || !blank || blank > end)
                return -EINVAL;
        bool repeat = blank[-1] == '*';
        size_t n = (size_t)(blank - begin) - 2 - repeat;
        for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
                if (strlen(kinds[i].word) == n && strncmp(kinds[i].word, begin + 2, n) == 0) {
                        *ret = (Slot){.begin = begin,
                                      .end = end + 2,
                                      .name = blank + 1,
                                      .n_name = (size_t)(end - blank) - 1,
                                      .quote = kinds[i].quote,
                                      .repeat = repeat,
                                      .argv = kinds[i].quote == quote_argument};
                        return 1;
                }
        return -EINVAL;
}

/* Key=Value: the key as it is, the value as text. */
static int add_setting(StrBuf *buf, const char *setting)
{
        const char *equals = strchr(setting, '=');
        if (!equals)
                return -EINVAL;
        strbuf_add_bytes(buf, setting, (size_t)(equals + 1 - setting));
        return quote_text(buf, equals + 1);
}

static int add_value(StrBuf *buf, const Slot *slot, const StrVec *values, size_t index)
{
        if (!slot->argv)
                return slot->quote ? slot->quote(buf, values->items[index])
                                   : add_setting(buf, values->items[index]);
        int r = 0;
        for (size_t i = 0; i < values->n && r == 0; i++) {
                if (i > 0)
                        strbuf_add_char(buf, ' ');
                r = slot->quote(buf, values->items[i]);
        }
        return r;
}

/* One line with the INDEXth value of its repeated placeholder. */
static int render_line(const char *line, const char *eol, const Bindings *bindings, size_t index, StrBuf *buf,
                       const char **ret_name)
{
        Slot slot;
        int r;
        while ((r = next_slot(line, eol, &slot)) > 0) {
                const StrVec *values = bindings_find(bindings, slot.name, slot.n_name);
                if (!slot.repeat && !slot.argv && values->n != 1)
                        return -EINVAL;
                strbuf_add_bytes(buf, line, (size_t)(slot.begin - line));
                r = add_value(buf, &slot, values, slot.repeat ? index : 0);
                if (r == QUOTE_REFUSED) {
                        *ret_name = slot.name;
                        return RENDER_REFUSED;
                }
                if (r < 0)
                        return r;
                line = slot.end;
        }
        return r < 0 ? r : strbuf_add_bytes(buf, line, (size_t)(eol + 1 - line));
}

/* How often the line stands in the result: 0 if one of its values is not bound. */
static int line_count(const char *line, const char *eol, const Bindings *bindings, size_t *ret)
{
        size_t count = 1;
        Slot slot;
        int r;
        while ((r = next_slot(line, eol, &slot)) > 0) {
                const StrVec *values = bindings_find(bindings, slot.name, slot.n_name);
                if (!values || values->n == 0) {
                        *ret = 0;
                        return 0;
                }
                if (slot.repeat)
                        count = values->n;
                line = slot.end;
        }
        *ret = count;
        return r;
}

int render(const char *template, const Bindings *bindings, StrBuf *buf, const char **ret_name)
{
        if (bindings->oom)
                return -ENOMEM;
        for (const char *line = template, *eol; *line; line = eol + 1) {
                size_t count;
                eol = strchrnul(line, '\n');
                if (!*eol)
                        return -EINVAL;
                int r = line_count(line, eol, bindings, &count);
                for (size_t i = 0; i < count && r == 0; i++)
                        r = render_line(line, eol, bindings, i, buf, ret_name);
                if (r != 0)
                        return r;
        }
        return buf->oom ? -ENOMEM : 0;
}
