/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer from its advice: the place, the fields, and what is not built yet. */
#include "generator/foreign/tables.h"

#include <errno.h>
#include <string.h>

/* Stands for a blank of the user's until the answer is whole: what an advice names is told from what a value
 * names by the blank before it. No file can hold this character. */
#define MASKED_BLANK '\x1f'

/* The field that begins at TEXT, "{size}", or NULL. */
static const ForeignField *field_at(const char *text, size_t *ret_length)
{
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        if (!end)
                return NULL;
        *ret_length = (size_t)(end - text) + 1;
        return foreign_field(text + 1, *ret_length - 2);
}

int foreign_fits(const char *advice, const ForeignLine *line)
{
        for (; *advice; advice++) {
                _cleanup_strbuf_ StrBuf out = {}, why = {};
                size_t length;
                const ForeignField *field = field_at(advice, &length);
                Conversion c = {.line = line, .value = line->value, .out = &out, .why = &why};
                int r = field ? field->convert(&c) : 1;
                if (r <= 0)
                        return r;
        }
        return 1;
}

/* Whether ADVICE names a key that can't stand in [Container *]. */
static bool names_own(const char *advice)
{
        NamedKey named;
        while (foreign_next_key(&advice, SECTION_CONTAINER, &named))
                if (named.key && named.key->flags & KEY_OWN)
                        return true;
        return false;
}

/* "[Container app]" and the like; ADVICE names the keys that are to go there. */
static void add_place(StrBuf *buf, SectionKind section, const char *advice, const ForeignLine *line)
{
        const char *word = section_word(section);
        if (section == SECTION_CONTAINER)
                strbuf_addf(buf, "[%s %s]", word,
                            line->container     ? line->container
                            : names_own(advice) ? "NAME"
                                                : "*");
        else if (section_is_named(section))
                strbuf_addf(buf, "[%s %s]", word, line->group ? line->group : "NAME");
        else
                strbuf_addf(buf, "[%s]", word);
}

/* Whether the N bytes at TEXT, "write …", end in more words than keys: "write User=UID:GID, as numbers". */
static bool has_clause(const char *text, size_t n)
{
        const char *end = text + n;
        bool comma = memchr(text, ',', n) != NULL;
        for (const char *p = text + strcspn(text, " "); comma && p < end;) {
                size_t length = strcspn(++p, " ;");
                length = length < (size_t)(end - p) ? length : (size_t)(end - p);
                bool joined = (length == 2 && strncmp(p, "or", 2) == 0) ||
                              (length == 3 && strncmp(p, "and", 3) == 0);
                if (!joined && !memchr(p, '=', length))
                        return true;
                p += length;
        }
        return false;
}

/* ADVICE about keys of SECTION, for someone who is in another one. */
static int add_with_place(StrBuf *buf, const char *advice, SectionKind section, const ForeignLine *line)
{
        const char *write = strstr(advice, "write "), *last = strrchr(advice, ']');
        const char *rest = last ? last : advice;
        NamedKey named;
        /* What has its place already, or writes no key. */
        if (!write || strstr(advice, "write [") || !foreign_next_key(&rest, section, &named))
                return strbuf_add(buf, advice);
        /* Behind what is to be written; reasons follow. */
        size_t n = strcspn(write, ";");
        const char *colon = strstr(write, ": ");
        if (colon && (size_t)(colon - write) < n)
                n = (size_t)(colon - write);
        strbuf_add_bytes(buf, advice, (size_t)(write - advice) + n);
        strbuf_add(buf, has_clause(write, n) ? ", in " : " in ");
        add_place(buf, section, advice, line);
        return strbuf_add(buf, write + n);
}

/* Appends what C's field stands for; its example if the value can't be read. */
static int fill_field(const ForeignField *field, Conversion *c, const char **ret_expected)
{
        _cleanup_strbuf_ StrBuf out = {};
        StrBuf *buf = c->out;
        c->out = &out;
        int r = field->convert(c);
        c->out = buf;
        if (r < 0)
                return r;
        if (r == 0)
                *ret_expected = field->example;
        for (const char *p = r > 0 && out.text ? out.text : field->example; *p; p++)
                strbuf_add_char(buf, *p == ' ' ? MASKED_BLANK : *p);
        return buf->oom ? -ENOMEM : 0;
}

/* Appends ADVICE to C's output, its fields filled in and the container at hand named. */
static int fill(const char *advice, Conversion *c, const char **ret_expected)
{
        static const char named[] = "in [Container NAME]";
        while (*advice) {
                size_t length = 1;
                const ForeignField *field = field_at(advice, &length);
                int r;
                if (field)
                        r = fill_field(field, c, ret_expected);
                else if (c->line->container && strncmp(advice, named, sizeof named - 1) == 0) {
                        length = sizeof named - 1;
                        r = strbuf_addf(c->out, "in [Container %s]", c->line->container);
                } else {
                        length = 1;
                        r = strbuf_add_char(c->out, *advice);
                }
                if (r < 0)
                        return r;
                advice += length;
        }
        return 0;
}

/* What the value has led to, in front of what to write. */
static int add_reasons(StrBuf *buf, const char *why, const char *expected, const char *body)
{
        const char *joint = strncmp(body, "write ", 6) == 0 ? ": " : "; ";
        if (expected)
                strbuf_addf(buf, "expected a value like %s%s", expected, why ? ", and " : joint);
        if (why)
                strbuf_addf(buf, "%s%s", why, joint);
        return strbuf_add(buf, body);
}

int foreign_answer(const ForeignLine *line, const char *advice, SectionKind section, StrBuf *buf)
{
        _cleanup_strbuf_ StrBuf placed = {}, body = {}, why = {};
        Conversion c = {.line = line, .value = line->value, .out = &body, .why = &why};
        const char *expected = NULL;
        bool container = line->section == SECTION_DEFAULTS || line->section == SECTION_INIT;
        SectionKind own = container ? SECTION_CONTAINER : line->section;
        bool elsewhere = section != own || (line->section == SECTION_DEFAULTS && names_own(advice));
        int r = elsewhere ? add_with_place(&placed, advice, section, line) : strbuf_add(&placed, advice);
        if (r == 0)
                r = fill(placed.text, &c, &expected);
        if (r < 0)
                return r;
        size_t begin = buf->length;
        r = add_reasons(buf, why.text, expected, body.text);
        const char *write = r == 0 ? strstr(buf->text + begin, "write ") : NULL;
        if (write)
                r = foreign_add_later(buf, (size_t)(write - buf->text), section);
        for (size_t i = begin; r == 0 && i < buf->length; i++)
                if (buf->text[i] == MASKED_BLANK)
                        buf->text[i] = ' ';
        return r < 0 ? r : 1;
}
