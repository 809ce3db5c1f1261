/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other languages' escapes. */
#include "generator/parse/escapes.h"

#include "core/base/words.h"

#include <errno.h>
#include <string.h>

/* systemd.unit(5), "Specifiers". Other letters behind a "%" are a format's. */
#define SPECIFIERS "aAbBCdEfgGhHiIjJlLmMnNopPqsStTuUvVwW"
/* Directories, which are followed by a "/". */
#define DIRECTORIES "ChELSt"
/* Without a "/" behind it, each is more often printf(1)'s. */
#define OF_PRINTF "dfs"

/* Each kind once: the letter of a specifier, '%' for "%%", '$' for "$$", '{' for "${…}". */
typedef struct Kinds {
        char items[64];
        size_t n;
} Kinds;

static void add_kind(Kinds *kinds, char kind)
{
        if (!memchr(kinds->items, kind, kinds->n))
                kinds->items[kinds->n++] = kind;
}

static bool is_letter(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the word is a shell's name: "/bin/sh", "bash". */
static bool names_shell(const char *word, const char *end)
{
        while (end > word && (end[-1] == '"' || end[-1] == '\''))
                end--;
        return end - word >= 2 && end[-2] == 's' && end[-1] == 'h';
}

/* Whether a shell is given a command line of its own to read: "-c", "-ec". Without a program before it, that
 * is what Entrypoint= names. */
static bool is_shell(const char *value)
{
        bool shell = *value == '-';
        while (*value) {
                const char *end = words_end(value);
                shell = shell || names_shell(value, end);
                if (shell && *value == '-' && end[-1] == 'c') {
                        const char *at = value + 1;
                        while (at < end && is_letter(*at))
                                at++;
                        if (at == end)
                                return true;
                }
                value = end + strspn(end, " \t");
        }
        return false;
}

/* Whether the "%" at AT, in the word that begins at BEGIN, and the letter behind it are a word, a part of a
 * path or of an assignment by themselves, as specifiers are. In "%H:%M" they are not. */
static bool stands_alone(const char *begin, const char *at)
{
        if (at > begin && !strchr("\"'=/:,@-. \t", at[-1]))
                return false;
        return !at[2] || strchr("\"'/,; \t", at[2]) || (strchr(":.@", at[2]) && at[3] != '%');
}

/* The kinds of one word. In a format, "%%" and "%h" are its own. */
static void find_in_word(const char *begin, const char *end, const Key *key, bool shell, Kinds *kinds)
{
        Kinds percents = {};
        bool format = false, closed = true;
        for (const char *at = begin; at < end; at++) {
                if (at[0] == '$' && at[1] == '{' && closed) {
                        const char *close = memchr(at, '}', (size_t)(end - at));
                        closed = close != NULL;
                        if (close && !shell)
                                add_kind(kinds, '{');
                        at = close ? close : at;
                } else if (at[0] == '$' && at[1] == '$') {
                        if (!shell)
                                add_kind(kinds, '$');
                        at++;
                } else if (at[0] == '%' && at[1] == '%') {
                        add_kind(&percents, '%');
                        at++;
                } else if (at[0] == '%' && is_letter(at[1])) {
                        bool unit = key->section == SECTION_UNIT;
                        bool command = key->type->reads_as & TEXT_COMMAND;
                        bool needs_slash = shell || (command && strchr(OF_PRINTF, at[1]));
                        if (!unit && (!strchr(SPECIFIERS, at[1]) || !stands_alone(begin, at)))
                                format = true;
                        else if (!needs_slash || (at[2] == '/' && (!shell || strchr(DIRECTORIES, at[1]))))
                                add_kind(&percents, at[1]);
                }
        }
        for (size_t i = 0; i < percents.n && !format; i++)
                add_kind(kinds, percents.items[i]);
}

/* A JSON array as the same words in quotes, where they need them; NULL if VALUE is none. 0 or -ENOMEM. */
static int read_json(const char *value, char **ret)
{
        _cleanup_strvec_ StrVec words = {};
        _cleanup_strbuf_ StrBuf buf = {};
        *ret = NULL;
        int r = *value == '[' ? words_from_json(value, &words) : WORDS_MISTAKE;
        if (r != 0)
                return r < 0 ? r : 0;
        for (size_t i = 0; i < words.n; i++) {
                const char *word = words.items[i], *quote = strpbrk(word, " \t\"'\\") ? "\"" : "";
                strbuf_addf(&buf, "%s%s", i > 0 ? " " : "", quote);
                for (; *word; word++)
                        strbuf_addf(&buf, "%s%c", strchr("\"\\", *word) ? "\\" : "", *word);
                strbuf_add(&buf, quote);
        }
        return strbuf_take(&buf, ret);
}

int escapes_find(const Key *key, const char *value, StrBuf *buf)
{
        Kinds kinds = {};
        _cleanup_free_ char *quoted = NULL;
        bool command = key->type->reads_as & TEXT_COMMAND;
        int r = command ? read_json(value, &quoted) : 0;
        if (r < 0)
                return r;
        value = quoted ? quoted : value;
        bool shell = command && is_shell(value);
        if (key->type->reads_as & TEXT_URI) /* "%C3%A4" is a letter of an address */
                return 0;
        while (*value) {
                const char *end = words_end(value);
                find_in_word(value, end, key, shell, &kinds);
                value = end + strspn(end, " \t");
        }
        for (size_t i = 0; i < kinds.n; i++) {
                char kind = kinds.items[i];
                strbuf_add(buf, i == 0 ? "" : i + 1 < kinds.n ? ", " : " and ");
                if (kind == '{')
                        strbuf_add(buf, "\"${…}\"");
                else
                        strbuf_addf(buf, "\"%c%c\"", kind == '$' ? '$' : '%', kind);
        }
        return buf->oom ? -ENOMEM : (int)kinds.n;
}
