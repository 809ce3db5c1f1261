/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers of several lines, some of which are in the file already. The form of an answer is in foreign.h. */
#include "generator/foreign/lines.h"

#include "generator/foreign/tables.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* A line that an answer says to write: "MemoryLimit=1g in [Group]". */
typedef struct Line {
        const char *text;
        size_t n;
        char *place; /* "Group": where it goes */
        bool told;   /* the answer names the place */
        unsigned set_by;
        NamedKey named;
} Line;

/* The longest answer of the tables has six. */
#define LINES_MAX 16

typedef struct Answer {
        Line lines[LINES_MAX];
        size_t n;
        const char *tail; /* what it says of all lines: " (which this version …)" */
} Answer;

static void answer_done(Answer *answer)
{
        for (size_t i = 0; i < answer->n; i++)
                free(answer->lines[i].place);
}
#define _cleanup_answer_ _cleanup_(answer_done)

/* Whether a line begins at TEXT, as the grammar of answers has it. */
static bool is_line(const char *text)
{
        size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
        return *text >= 'A' && *text <= 'Z' && text[n] == '=';
}

/* The length of what joins two lines at TEXT; 0: they are one. */
static size_t joint_at(const char *text)
{
        static const char *const joints[] = {", and ", ", ", " and "};
        for (size_t i = 0; i < ARRAY_SIZE(joints); i++) {
                size_t n = strlen(joints[i]);
                if (strncmp(text, joints[i], n) == 0)
                        return is_line(text + n) ? n : 0;
        }
        return 0;
}

/* Where the place of the N bytes at TEXT begins, " in [Group]"; NULL if they have none. */
static const char *place_in(const char *text, size_t n)
{
        const char *found = NULL;
        for (const char *p = text; (p = strstr(p, " in [")) && p < text + n; p++)
                found = p;
        return found;
}

/* What is said behind the last line. */
static const char *tail_of(const char *text)
{
        const char *tail = strstr(text, FOREIGN_NOT_YET);
        if (!tail)
                tail = strstr(text, FOREIGN_SOME_NOT_YET);
        return tail ? tail : text + strlen(text);
}

static void split(const char *text, Answer *ret)
{
        ret->tail = tail_of(text);
        while (text < ret->tail && ret->n < LINES_MAX) {
                const char *end = text;
                size_t joint = 0;
                while (end < ret->tail && (joint = joint_at(end)) == 0)
                        end++;
                ret->lines[ret->n++] = (Line){.text = text, .n = (size_t)(end - text)};
                text = end + joint;
        }
}

/* Each line's place: its own, else that of the next which has one, else that of the entry. */
static int find_places(const ForeignLines *lines, const IniEntry *entry, Answer *answer)
{
        const char *place = NULL;
        for (size_t i = answer->n; i-- > 0;) {
                Line *line = answer->lines + i;
                const char *own = place_in(line->text, line->n);
                if (own) {
                        place = own + strlen(" in [");
                        line->n = (size_t)(own - line->text);
                }
                line->told = place != NULL;
                int r = 0;
                if (place)
                        line->place = strndup(place, strcspn(place, "]"));
                else
                        r = foreign_lines_place(lines, entry->section, &line->place);
                if (r < 0 || !line->place)
                        return -ENOMEM;
        }
        return 0;
}

static void leave_only(Answer *answer, size_t index)
{
        Line line = answer->lines[index];
        answer->lines[index].place = NULL;
        answer_done(answer);
        answer->lines[0] = line;
        answer->n = 1;
}

/* Which of the lines are in the file already. If one decides about the others, it alone is left. */
static int find_set(ForeignLines *lines, const IniEntry *entry, SectionKind kind, Answer *answer)
{
        for (size_t i = 0; i < answer->n; i++) {
                Line *line = answer->lines + i;
                const char *text = line->text;
                if (!foreign_next_key(&text, kind == _SECTION_MAX ? SECTION_CONTAINER : kind, &line->named) ||
                    !line->named.key || !type_is_set_once(line->named.key->type) ||
                    key_is_later(line->named.key))
                        continue;
                unsigned set_by = foreign_lines_find(lines, line->named.key, line->place);
                if (set_by == 0) {
                        int r = foreign_lines_remember(lines, line->place, line->named.key, entry->line);
                        if (r < 0)
                                return r;
                } else if (set_by != entry->line) {
                        line->set_by = set_by;
                        if (line->named.key->flags & KEY_DECIDES) {
                                leave_only(answer, i);
                                return 0;
                        }
                }
        }
        return 0;
}

/* The answer anew: what is set, then the lines that are left. */
static int write_anew(const Answer *answer, size_t n_set, StrBuf *advice)
{
        size_t told = 0, written = 0;
        for (size_t i = 0; i < answer->n; i++) {
                const Line *line = answer->lines + i;
                if (line->set_by)
                        strbuf_addf(advice, "%s%s= of [%s] is set by line %u already", told++ ? ", " : "",
                                    line->named.key->name, line->place, line->set_by);
        }
        if (n_set == answer->n)
                return strbuf_add(advice, "; leave it out");
        strbuf_add(advice, ": write ");
        for (size_t i = 0; i < answer->n; i++) {
                const Line *line = answer->lines + i;
                if (line->set_by)
                        continue;
                const char *joint = written == 0 ? "" : written + n_set + 1 < answer->n ? ", " : " and ";
                strbuf_addf(advice, "%s%.*s", joint, (int)line->n, line->text);
                if (line->told)
                        strbuf_addf(advice, " in [%s]", line->place);
                written++;
        }
        return strbuf_add(advice, answer->tail);
}

int foreign_lines_settle(ForeignLines *lines, const IniEntry *entry, SectionKind kind, size_t begin,
                         StrBuf *advice)
{
        static const char verb[] = "write ";
        const char *write = advice->text ? strstr(advice->text + begin, verb) : NULL;
        if (!write || !is_line(write + strlen(verb)))
                return 0;
        _cleanup_free_ char *text = strdup(write + strlen(verb));
        _cleanup_answer_ Answer answer = {};
        size_t n_set = 0;
        if (!text)
                return -ENOMEM;
        split(text, &answer);
        int r = find_places(lines, entry, &answer);
        if (r == 0)
                r = find_set(lines, entry, kind, &answer);
        for (size_t i = 0; r == 0 && i < answer.n; i++)
                n_set += answer.lines[i].set_by > 0;
        if (r < 0 || n_set == 0)
                return r;
        strbuf_truncate(advice, begin);
        return write_anew(&answer, n_set, advice);
}
