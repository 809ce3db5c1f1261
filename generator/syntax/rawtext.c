/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The raw text of a group file, one pass over its bytes. Each logical line is put together in a copy of the
 * text and cut into strings right there: "key=value\n" becomes "key\0value\0", "[Kind name]\n" becomes
 * "Kind\0name\0", so that the copy is never larger than the text and one byte. */
#include "generator/syntax/rawtext.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define BLANKS     " \t"
#define NO_SECTION SIZE_MAX       /* before the first */
#define LOST       (SIZE_MAX - 1) /* after a header that says nothing */

typedef struct Reader {
        IniFile *file;
        DiagList *diags;
        const char *rest, *end; /* of the text */
        char *at;               /* free space in file->strings */
        unsigned line;          /* the last one read, from 1 */
        size_t section;         /* where assignments go */
        size_t entries_space, sections_space;
        size_t n_mistakes;
        size_t n_headers;
        bool stop;
} Reader;

/* One logical line: physical lines joined where they end in a backslash. */
typedef struct Logical {
        char *text;
        size_t length;
        unsigned line; /* the first */
        bool broken;   /* was told of, can't be read */
} Logical;

IniFile *ini_file_free(IniFile *file)
{
        if (!file)
                return NULL;
        free(file->sections);
        free(file->entries);
        free(file->strings);
        free(file);
        return NULL;
}

/* Tells of one mistake; 0 or -ENOMEM. */
static int add_diag(Reader *reader, Severity severity, unsigned line, const char *key, const char *format,
                    ...) _printf_(5, 6);

static int add_diag(Reader *reader, Severity severity, unsigned line, const char *key, const char *format,
                    ...)
{
        _cleanup_free_ char *message = NULL, *section = NULL;
        Place place = {.file = reader->file->path, .line = line, .key = key};
        if (key && reader->section < reader->file->n_sections) {
                const IniSection *in = reader->file->sections + reader->section;
                place.section = section =
                        string_printf("%s%s%s", in->kind, in->name ? " " : "", in->name ? in->name : "");
                if (!section)
                        return -ENOMEM;
        }
        va_list args;
        va_start(args, format);
        int n = vasprintf(&message, format, args);
        va_end(args);
        if (n < 0) {
                message = NULL;
                return -ENOMEM;
        }
        int r = diag_add(reader->diags, severity, &place, "%s", message);
        if (r == 0 && ++reader->n_mistakes == INI_MISTAKES_MAX) {
                reader->stop = true;
                r = diag_error(reader->diags, &(Place){.file = reader->file->path, .line = line},
                               "too many mistakes; after %d the rest of the file was not read",
                               INI_MISTAKES_MAX);
        }
        return r;
}

#define tell_error(reader, line, key, ...)   add_diag(reader, SEVERITY_ERROR, line, key, __VA_ARGS__)
#define tell_warning(reader, line, key, ...) add_diag(reader, SEVERITY_WARNING, line, key, __VA_ARGS__)

/* The array that grows as needed: room for one more of SIZE bytes. */
static int reserve(void *array, size_t n, size_t *space, size_t size)
{
        if (n < *space)
                return 0;
        size_t more = *space ? *space * 2 : 16;
        void *items = reallocarray(*(void **)array, more, size);
        if (!items)
                return -ENOMEM;
        *(void **)array = items;
        *space = more;
        return 0;
}

/* Takes the blanks off both ends of the N bytes at TEXT; NUL-terminates and returns them. */
static char *trimmed(char *text, size_t n)
{
        while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
                n--;
        text[n] = '\0';
        return text + strspn(text, BLANKS);
}

static bool is_plain(unsigned char c)
{
        return (c >= 0x20 && c < 0x7F) || c == '\t';
}

/* The first of the N bytes at LINE, with NUL behind them, that is no part of a text; NULL if all are. */
static const char *find_bad_character(const char *line, size_t n)
{
        const char *end = line + n;
        while (line < end) {
                if (is_plain((unsigned char)*line)) {
                        line++;
                        continue;
                }
                int length = utf8_char(line);
                if (length <= 0 || utf8_is_control(line))
                        return line;
                line += length;
        }
        return NULL;
}

static int tell_bad_character(Reader *reader, const char *at)
{
        unsigned char first = (unsigned char)at[0], second = (unsigned char)at[1];
        int length = utf8_char(at);
        if (length == 0)
                return tell_error(reader, reader->line, NULL, "a NUL byte; group files are text");
        if (length < 0)
                return tell_error(reader, reader->line, NULL,
                                  "the byte \\x%02x is not UTF-8; group files are UTF-8 text", first);
        if (length == 1)
                return tell_error(reader, reader->line, NULL,
                                  "the control character \\x%02x; only TAB may stand in a line", first);
        return tell_error(reader, reader->line, NULL,
                          "the control character \\x%02x\\x%02x; only TAB may stand in a line", first,
                          second);
}

/* Copies the next physical line to TO, without its end and with NUL behind it; returns its length. */
static size_t take_line(Reader *reader, char *to)
{
        size_t left = (size_t)(reader->end - reader->rest), n = left;
        const char *newline = memchr(reader->rest, '\n', left);
        if (newline)
                n = (size_t)(newline - reader->rest);
        memcpy(to, reader->rest, n);
        reader->rest += newline ? n + 1 : n;
        reader->line++;
        if (newline && n > 0 && to[n - 1] == '\r')
                n--;
        to[n] = '\0';
        return n;
}

/* Whether an odd number of backslashes ends the N bytes at LINE: an escaped one continues nothing. */
static bool ends_in_backslash(const char *line, size_t n)
{
        size_t first = n;
        while (first > 0 && line[first - 1] == '\\')
                first--;
        return (n - first) % 2 == 1;
}

/* "Restart=", at the very beginning of a line: a capital and a small letter first, as keys have them and
 * variables rarely do. */
static bool looks_like_key(const char *line)
{
        size_t n = 0;
        while ((line[n] >= 'A' && line[n] <= 'Z') || (line[n] >= 'a' && line[n] <= 'z'))
                n++;
        return n > 2 && line[n] == '=' && line[0] <= 'Z' && line[1] >= 'a';
}

/* Lines that systemd reads in another way than it looks. */
static int warn_of_looks(Reader *reader, const char *line, size_t n, bool goes_on)
{
        size_t last = n;
        while (last > 0 && (line[last - 1] == ' ' || line[last - 1] == '\t'))
                last--;
        if (last < n && ends_in_backslash(line, last))
                return tell_warning(reader, reader->line, NULL,
                                    "blanks after the backslash: the line does not go on in the next");
        if (goes_on && line[0] == '[' && last > 1 && line[last - 1] == ']')
                return tell_warning(reader, reader->line, NULL,
                                    "no section begins here: the line before ends in a backslash");
        if (goes_on && looks_like_key(line))
                return tell_warning(reader, reader->line, NULL,
                                    "no key begins here: the line before ends in a backslash");
        return 0;
}

/* Puts the next logical line together at reader->at. */
static int read_logical(Reader *reader, Logical *line)
{
        unsigned backslash = 0;
        *line = (Logical){.text = reader->at};
        while (reader->rest < reader->end && !reader->stop) {
                char *piece = line->text + line->length;
                size_t n = take_line(reader, piece);
                const char *first = piece + strspn(piece, BLANKS), *bad = find_bad_character(piece, n);
                bool comment = *first == '#' || *first == ';';
                int r = 0;
                if (bad)
                        r = tell_bad_character(reader, bad);
                else if (!comment)
                        r = warn_of_looks(reader, piece, n, backslash > 0);
                if (r < 0)
                        return r;
                if (comment)
                        continue;
                line->broken = line->broken || bad;
                if (line->line == 0)
                        line->line = reader->line;
                line->length += n;
                if (!ends_in_backslash(piece, n))
                        return 0;
                /* systemd.syntax(7): a blank takes the place of the backslash. */
                piece[n - 1] = ' ';
                backslash = reader->line;
        }
        if (backslash > 0 && !reader->stop)
                return tell_error(reader, backslash, NULL,
                                  "the file ends after a backslash, which says that the line goes on");
        return 0;
}

/* The section that has this header already, or n_sections. */
static size_t find_section(const IniFile *file, const char *kind, const char *name)
{
        size_t i = 0;
        for (; i < file->n_sections; i++) {
                const IniSection *other = file->sections + i;
                if (!name == !other->name && strcasecmp(kind, other->kind) == 0 &&
                    (!name || strcasecmp(name, other->name) == 0))
                        break;
        }
        return i;
}

static int add_section(Reader *reader, char *kind, char *name, unsigned line)
{
        IniFile *file = reader->file;
        size_t same = find_section(file, kind, name);
        bool repeated = name && same < file->n_sections;
        int r = reserve(&file->sections, file->n_sections, &reader->sections_space, sizeof *file->sections);
        if (r < 0)
                return r;
        file->sections[file->n_sections] = (IniSection){.kind = kind, .name = name, .line = line};
        reader->section = file->n_sections++;
        if (!repeated)
                return 0;
        return tell_error(reader, line, NULL, "[%s %s] is given twice; the first is in line %u", kind, name,
                          file->sections[same].line);
}

/* TEXT begins with "[". What can be guessed is taken, so that one slip doesn't lead to errors about all that
 * follows. */
static int read_header(Reader *reader, char *text, unsigned line)
{
        int r = 0;
        char *close = strchr(text, ']'), *inside = text + 1;
        size_t n = close ? (size_t)(close - inside) : strlen(inside);
        bool more = close && close[1 + strspn(close + 1, BLANKS)];
        char *kind = trimmed(inside, n);
        /* Not the section before: what follows would be told as given twice there, or pass for a part of it.
         */
        reader->section = LOST;
        if (++reader->n_headers > INI_SECTIONS_MAX) {
                reader->stop = true;
                return tell_error(reader, line, NULL, "a file has at most %d sections; the rest was not read",
                                  INI_SECTIONS_MAX);
        }
        if (!close)
                r = tell_error(reader, line, NULL, "\"]\" is missing at the end of the section's name");
        else if (!*kind)
                r = tell_error(reader, line, NULL,
                               "a section without a name; expected one like [Group] or [Container app]");
        else if (strlen(kind) > INI_NAME_MAX)
                r = tell_error(reader, line, NULL, "the section's name has %zu bytes; at most %d are allowed",
                               strlen(kind), INI_NAME_MAX);
        else if (more)
                r = tell_error(reader, line, NULL, "text after \"]\"; a comment needs a line of its own");
        if (r < 0 || !*kind || strlen(kind) > INI_NAME_MAX)
                return r;
        char *name = strpbrk(kind, BLANKS);
        if (name) {
                *name++ = '\0';
                name += strspn(name, BLANKS);
        }
        return add_section(reader, kind, name, line);
}

static bool is_key_character(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '.' || c == '-';
}

static size_t key_length(const char *text)
{
        size_t n = 0;
        while (is_key_character(text[n]))
                n++;
        return n;
}

/* "services:", "version: '3'": the length of the key, or 0. */
static size_t key_before_colon(const char *text)
{
        size_t n = key_length(text);
        return text[n] == ':' && (!text[n + 1] || strchr(BLANKS, text[n + 1])) ? n : 0;
}

/* A line that assigns nothing. It may be a part of a secret, so it isn't quoted, but for what looks like the
 * key of "restart: always". */
static int tell_no_assignment(Reader *reader, const char *text, unsigned line)
{
        size_t n = key_before_colon(text);
        if (n > 0 && n <= INI_NAME_MAX)
                return tell_error(reader, line, NULL,
                                  "expected \"%.*s=…\": \"=\" parts key and value, not \":\"", (int)n, text);
        return tell_error(reader, line, NULL,
                          "expected Key=value, [Section] or a comment; there is no \"=\"");
}

#define KEY_RULE "letters, digits, \"_\", \".\" and \"-\""

/* Whether KEY can be one; tells if not. */
static int check_key(Reader *reader, const char *key, unsigned line, bool *ret_broken)
{
        size_t n = key_length(key), length = strlen(key);
        int bytes = utf8_char(key + n);
        *ret_broken = true;
        if (length == 0)
                return tell_error(reader, line, NULL, "there is no key before \"=\"");
        if (bytes == 1 && strchr(BLANKS, key[n]))
                return tell_error(reader, line, NULL, "a blank in a key, which is made of " KEY_RULE);
        if (bytes == 1)
                return tell_error(reader, line, NULL, "\"%c\" in a key, which is made of " KEY_RULE, key[n]);
        if (bytes > 1)
                return tell_error(reader, line, NULL, "U+%04X in a key, which is made of " KEY_RULE,
                                  utf8_code_point(key + n));
        if (length > INI_NAME_MAX)
                return tell_error(reader, line, NULL, "the key has %zu bytes; at most %d are allowed", length,
                                  INI_NAME_MAX);
        *ret_broken = false;
        return 0;
}

/* What the whole file is, where its first line TEXT tells; NULL: it doesn't. */
static const char *other_format(const char *text)
{
        static const struct {
                const char *begin, *format;
        } formats[] = {{"{", "YAML or JSON"},         {"docker ", "a command line"},
                       {"podman ", "a command line"}, {"sudo ", "a command line"},
                       {"$ ", "a command line"},      {"FROM ", "a Dockerfile"},
                       {"ARG ", "a Dockerfile"}};
        if (key_before_colon(text) > 0 || streq(text, "---") || string_after(text, "--- "))
                return "YAML or JSON";
        for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
                if (string_after(text, formats[i].begin))
                        return formats[i].format;
        return NULL;
}

static int read_assignment(Reader *reader, char *text, unsigned line)
{
        IniFile *file = reader->file;
        char *equals = strchr(text, '=');
        /* One word for all of a compose file or a pod, which is longer than this message. */
        const char *format = reader->section == NO_SECTION && !file->orphan.key ? other_format(text) : NULL;
        if (format) {
                reader->stop = true;
                return tell_error(reader, line, NULL,
                                  "the file looks like %s; a group file has sections, [Container NAME] for "
                                  "instance, and lines of Key=value",
                                  format);
        }
        if (!equals)
                return tell_no_assignment(reader, text, line);
        bool broken;
        char *key = trimmed(text, (size_t)(equals - text));
        char *value = equals + 1 + strspn(equals + 1, BLANKS);
        int r = check_key(reader, key, line, &broken);
        if (r < 0 || broken)
                return r;
        if (strlen(value) > INI_VALUE_MAX)
                return tell_error(reader, line, key, "the value has %zu bytes; at most %d are allowed",
                                  strlen(value), INI_VALUE_MAX);
        if (reader->section == NO_SECTION && !file->orphan.key)
                file->orphan = (IniEntry){.key = key, .value = value, .line = line};
        if (reader->section >= file->n_sections)
                return 0;
        r = reserve(&file->entries, file->n_entries, &reader->entries_space, sizeof *file->entries);
        if (r < 0)
                return r;
        file->entries[file->n_entries++] =
                (IniEntry){.key = key, .value = value, .line = line, .section = reader->section};
        return 0;
}

static int read_lines(Reader *reader)
{
        while (reader->rest < reader->end && !reader->stop) {
                Logical line;
                int r = read_logical(reader, &line);
                if (r < 0)
                        return r;
                if (line.broken || reader->stop)
                        continue;
                size_t length = line.length;
                char *text = trimmed(line.text, length);
                if (!*text)
                        continue;
                /* Only what says something keeps its place; else the next line takes it. */
                reader->at = line.text + length + 1;
                r = *text == '[' ? read_header(reader, text, line.line)
                                 : read_assignment(reader, text, line.line);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* What stands before the first line: nothing but, by some editors, a mark of the encoding. */
static int check_begin(Reader *reader)
{
        size_t n = (size_t)(reader->end - reader->rest);
        if (n >= 3 && memcmp(reader->rest, "\xef\xbb\xbf", 3) == 0) {
                reader->rest += 3;
                return tell_error(reader, 1, NULL,
                                  "the file begins with a byte order mark; save it as UTF-8 without one");
        }
        if (n >= 2 &&
            (memcmp(reader->rest, "\xff\xfe", 2) == 0 || memcmp(reader->rest, "\xfe\xff", 2) == 0)) {
                /* Read on, each line would be a mistake for its NUL bytes. */
                reader->stop = true;
                return tell_error(reader, 1, NULL, "the file is UTF-16; save it as UTF-8");
        }
        return 0;
}

int rawtext_read(const char *text, size_t size, const char *path, DiagList *diags, IniFile **ret)
{
        _cleanup_ini_file_ IniFile *file = calloc(1, sizeof *file);
        size_t n_path = strlen(path) + 1, n_text = size <= INI_FILE_MAX ? size : 0;
        if (!file)
                return -ENOMEM;
        file->strings = malloc(n_path + n_text + 1);
        if (!file->strings)
                return -ENOMEM;
        file->path = memcpy(file->strings, path, n_path);
        Reader reader = {.file = file,
                         .diags = diags,
                         .rest = text,
                         .end = text + n_text,
                         .at = file->strings + n_path,
                         .section = NO_SECTION};
        int r = size <= INI_FILE_MAX
                        ? check_begin(&reader)
                        : tell_error(&reader, 0, NULL, "the file has %zu bytes; at most %d are allowed", size,
                                     INI_FILE_MAX);
        if (r == 0)
                r = read_lines(&reader);
        if (r < 0)
                return r;
        *ret = TAKE_PTR(file);
        return 0;
}
