/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Environment files: a state machine over characters, with the states and transitions that systemd has. Where
 * versions of systemd differ (a comment that ends in "\" swallowed the next line before 254) it is the newer.
 */
#include "helper/container/texts/envfile.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <string.h>

typedef enum State {
        BEFORE_NAME,
        NAME,
        BEFORE_VALUE, /* also behind a closing quote */
        VALUE,
        VALUE_ESCAPE,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        DOUBLE_QUOTED_ESCAPE,
        COMMENT,
} State;

typedef struct Parser {
        State state;
        unsigned line, name_line; /* the current one, and where the name stood */
        StrBuf name, value;
        size_t name_end, value_end; /* lengths without the blanks at the end */
        StrVec *ret;
        EnvfileNotes notes;
} Parser;

static bool is_newline(char c)
{
        return c == '\n' || c == '\r';
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || is_newline(c);
}

static bool name_is_valid(const char *name)
{
        return *name && *name != '=' && !strpbrk(name, " \t\n\r") && !utf8_has_control(name);
}

/* An assignment is whole: it is kept, and the parser stands before the next name. */
static int finish(Parser *p, bool chomp)
{
        _cleanup_strbuf_ StrBuf whole = {};
        char *text;
        strbuf_truncate(&p->name, p->name_end);
        if (chomp)
                strbuf_truncate(&p->value, p->value_end);
        int r = 0;
        if (name_is_valid(p->name.text ? p->name.text : "")) {
                strbuf_addf(&whole, "%s=%s", p->name.text, p->value.text ? p->value.text : "");
                r = p->name.oom || p->value.oom ? -ENOMEM : strbuf_take(&whole, &text);
                if (r == 0)
                        r = strvec_take(p->ret, text);
        } else if (p->notes.ignored == 0)
                p->notes.ignored = p->name_line;
        p->state = BEFORE_NAME;
        strbuf_truncate(&p->name, 0);
        strbuf_truncate(&p->value, 0);
        p->name_end = p->value_end = 0;
        return r;
}

static void add_name(Parser *p, char c)
{
        strbuf_add_char(&p->name, c);
        if (!is_blank(c))
                p->name_end = p->name.length;
}

/* KEPT: it stays even if it is a blank at the end of the line. */
static void add_value(Parser *p, char c, bool kept)
{
        strbuf_add_char(&p->value, c);
        if (kept || !is_blank(c))
                p->value_end = p->value.length;
}

static void before_name(Parser *p, char c)
{
        if (c == '#' || c == ';')
                p->state = COMMENT;
        else if (!is_blank(c)) {
                p->state = NAME;
                p->name_line = p->line;
                add_name(p, c);
        }
}

static void in_name(Parser *p, char c)
{
        if (is_newline(c)) { /* no assignment */
                p->state = BEFORE_NAME;
                strbuf_truncate(&p->name, 0);
                p->name_end = 0;
        } else if (c == '=')
                p->state = BEFORE_VALUE;
        else
                add_name(p, c);
}

static int before_value(Parser *p, char c)
{
        if (is_newline(c))
                return finish(p, false);
        if (c == '\'')
                p->state = SINGLE_QUOTED;
        else if (c == '"')
                p->state = DOUBLE_QUOTED;
        else if (c == '\\')
                p->state = VALUE_ESCAPE;
        else if (!is_blank(c)) {
                p->state = VALUE;
                add_value(p, c, false);
        }
        return 0;
}

static int in_value(Parser *p, char c)
{
        if (is_newline(c))
                return finish(p, true);
        if (c == '\\') {
                p->state = VALUE_ESCAPE;
                p->value_end = p->value.length; /* blanks before it are no longer at the end */
        } else
                add_value(p, c, false);
        return 0;
}

static void double_quoted_escape(Parser *p, char c)
{
        p->state = DOUBLE_QUOTED;
        if (c == '\n') /* joined lines */
                return;
        if (!strchr("\"\\`$", c)) /* stays as it is, as in a shell */
                add_value(p, '\\', true);
        add_value(p, c, true);
}

static void note_quoting(Parser *p)
{
        bool quoting = p->state == SINGLE_QUOTED || p->state == DOUBLE_QUOTED || p->state == VALUE_ESCAPE;
        if (quoting && p->notes.quoted == 0)
                p->notes.quoted = p->line;
}

static int step(Parser *p, char c)
{
        switch (p->state) {
        case BEFORE_NAME: before_name(p, c); return 0;
        case NAME: in_name(p, c); return 0;
        case BEFORE_VALUE: return before_value(p, c);
        case VALUE: return in_value(p, c);
        case VALUE_ESCAPE:
                p->state = VALUE;
                if (!is_newline(c))
                        add_value(p, c, true);
                return 0;
        case SINGLE_QUOTED:
                if (c == '\'')
                        p->state = BEFORE_VALUE;
                else
                        add_value(p, c, true);
                return 0;
        case DOUBLE_QUOTED:
                if (c == '"')
                        p->state = BEFORE_VALUE;
                else if (c == '\\')
                        p->state = DOUBLE_QUOTED_ESCAPE;
                else
                        add_value(p, c, true);
                return 0;
        case DOUBLE_QUOTED_ESCAPE: double_quoted_escape(p, c); return 0;
        case COMMENT:
                if (is_newline(c))
                        p->state = BEFORE_NAME;
                return 0;
        }
        return -EINVAL;
}

int envfile_parse(const char *text, size_t size, StrVec *ret, EnvfileNotes *ret_notes)
{
        Parser p = {.line = 1, .ret = ret};
        int r = 0;
        if (memchr(text, '\0', size))
                return ENVFILE_NOT_TEXT;
        _cleanup_free_ char *whole = strndup(text, size);
        if (!whole)
                return -ENOMEM;
        if (!utf8_is_valid(whole))
                return ENVFILE_NOT_TEXT;
        for (size_t i = 0; i < size && r == 0; i++) {
                r = step(&p, text[i]);
                note_quoting(&p);
                p.line += text[i] == '\n';
        }
        if (r == 0 && p.state != BEFORE_NAME && p.state != NAME && p.state != COMMENT)
                r = finish(&p, p.state == VALUE);
        if (p.name.oom || p.value.oom)
                r = -ENOMEM;
        strbuf_done(&p.name);
        strbuf_done(&p.value);
        if (r == 0)
                *ret_notes = p.notes;
        return r;
}
