/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Templates filled in. What stands between two lines with placeholders is copied in one piece. */
#include "generator/render/render.h"

#include "generator/render/quote.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SLOTS_MAX 4 /* placeholders of a line */

typedef int (*Quote)(StrBuf *buf, const char *value);

/* A placeholder of a template's line. */
typedef struct Slot {
        const char *begin, *end; /* of the whole, with its braces */
        const char *name;
        size_t n_name;
        Quote quote; /* NULL: a setting */
        bool repeat, argv;
        const BoundName *bound;
        size_t value; /* the next one to write */
} Slot;

/* A line with placeholders. */
typedef struct Line {
        const char *begin, *eol;
        size_t n;
        size_t count; /* how often it stands in the result: 0 if one of its values is not bound */
        Slot slots[SLOTS_MAX];
} Line;

typedef struct Kind {
        const char *word;
        Quote quote;
} Kind;

static const Kind kinds[] = {
        {"argv", quote_argument}, {"path", quote_path},     {"text", quote_text},
        {"unit", quote_unit},     {"number", quote_number}, {"setting", NULL},
};

/* The first pair of C before EOL, which is the end of a line; or NULL. */
static const char *find_pair(const char *from, const char *eol, char c)
{
        while ((from = memchr(from, c, (size_t)(eol - from))) && from[1] != c)
                from++;
        return from;
}

/* The kind of N letters at WORD, or NULL. */
static const Kind *find_kind(const char *word, size_t n)
{
        for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
                if (kinds[i].word[0] == word[0] && strncmp(kinds[i].word, word, n) == 0 && !kinds[i].word[n])
                        return kinds + i;
        return NULL;
}

/* The placeholder that begins at BEGIN, in a line that ends at EOL. 0 or -EINVAL. */
static int parse_slot(const char *begin, const char *eol, Slot *ret)
{
        const char *end = find_pair(begin, eol, '}');
        const char *blank = end ? memchr(begin, ' ', (size_t)(end - begin)) : NULL;
        if (!blank || blank + 1 == end)
                return -EINVAL;
        bool repeat = blank[-1] == '*';
        const Kind *kind = find_kind(begin + 2, (size_t)(blank - begin) - 2 - repeat);
        if (!kind)
                return -EINVAL;
        *ret = (Slot){.begin = begin,
                      .end = end + 2,
                      .name = blank + 1,
                      .n_name = (size_t)(end - blank) - 1,
                      .quote = kind->quote,
                      .repeat = repeat,
                      .argv = kind->quote == quote_argument};
        return 0;
}

/* The line's placeholders, the first of which begins at BRACE, and what is bound to them. 0 or -EINVAL. */
static int parse_line(Line *line, const char *brace, const Bindings *bindings)
{
        bool repeats = false;
        line->count = 1;
        for (line->n = 0; brace; line->n++) {
                Slot *slot = line->slots + line->n;
                int r = line->n < SLOTS_MAX ? parse_slot(brace, line->eol, slot) : -EINVAL;
                if (r < 0)
                        return r;
                slot->bound = bindings_find(bindings, slot->name, slot->n_name);
                brace = find_pair(slot->end, line->eol, '{');
                if (!slot->bound)
                        line->count = 0;
                if (line->count == 0)
                        continue;
                slot->value = slot->bound->first;
                if (slot->repeat && repeats && slot->bound->n != line->count)
                        return -EINVAL;
                if (slot->repeat) {
                        repeats = true;
                        line->count = slot->bound->n;
                } else if (!slot->argv && slot->bound->n != 1)
                        return -EINVAL;
        }
        return 0;
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

/* The slot's next value, or all of them. */
static int add_values(StrBuf *buf, Slot *slot, const Bindings *bindings, Refused *ret)
{
        size_t i = slot->value;
        for (;;) {
                const char *text = bound_text(bindings, i);
                int r = slot->quote ? slot->quote(buf, text) : add_setting(buf, text);
                if (r == QUOTE_REFUSED)
                        *ret = (Refused){slot->name, slot->n_name, bindings->values[i].origin};
                if (r != 0)
                        return r;
                if (!slot->argv || slot->repeat || i == slot->bound->last)
                        break;
                i = bindings->values[i].next;
                strbuf_add_char(buf, ' ');
        }
        if (slot->repeat)
                slot->value = bindings->values[i].next;
        return 0;
}

static int render_line(Line *line, const Bindings *bindings, StrBuf *buf, Refused *ret)
{
        const char *from = line->begin;
        for (size_t i = 0; i < line->n; i++) {
                Slot *slot = line->slots + i;
                strbuf_add_bytes(buf, from, (size_t)(slot->begin - from));
                int r = add_values(buf, slot, bindings, ret);
                if (r != 0)
                        return r;
                from = slot->end;
        }
        return strbuf_add_bytes(buf, from, (size_t)(line->eol + 1 - from));
}

/* The next "{{" of TEXT, or its end. */
static const char *next_brace(const char *text)
{
        const char *brace = strchrnul(text, '{');
        while (*brace && brace[1] != '{')
                brace = strchrnul(brace + 1, '{');
        return brace;
}

int render(const char *template, const Bindings *bindings, StrBuf *buf, Refused *ret)
{
        if (bindings->oom || strbuf_reserve(buf, 2000) < 0)
                return -ENOMEM;
        for (;;) {
                const char *brace = next_brace(template);
                const char *begin = memrchr(template, '\n', (size_t)(brace - template));
                Line line;
                line.begin = begin ? begin + 1 : template;
                line.eol = strchr(brace, '\n');
                strbuf_add_bytes(buf, template, (size_t)(line.begin - template));
                if (!*brace)
                        return line.begin != brace ? -EINVAL : buf->oom ? -ENOMEM : 0;
                int r = line.eol ? parse_line(&line, brace, bindings) : -EINVAL;
                for (size_t i = 0; r == 0 && i < line.count; i++)
                        r = render_line(&line, bindings, buf, ret);
                if (r != 0)
                        return r;
                template = line.eol + 1;
        }
}
