/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader against a model: random sections and values are written in one of the many ways in which the
 * language can say them, with comments, continuations, blanks and CR LF between, and must come back with the
 * lines on which they begin. The same numbers in each run, but where it gets how many FILES, and a SEED. */
#include "generator/syntax/ini.h"

#include "tests/unit/inidump.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static unsigned long files = 1500;
static uint64_t seed = 8;

static unsigned below(unsigned n)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return (unsigned)(seed >> 20) % n;
}

typedef struct Model {
        StrBuf text;    /* of the file */
        StrBuf entries; /* as dump_entries() has them */
        unsigned line;  /* the next one's number */
        bool crlf;
} Model;

static void end_line(Model *model)
{
        strbuf_add(&model->text, model->crlf && below(3) ? "\r\n" : "\n");
        model->line++;
}

static void add_blanks(Model *model)
{
        while (below(4) == 0)
                strbuf_add_char(&model->text, below(2) ? ' ' : '\t');
}

static void add_comment(Model *model)
{
        static const char *const comments[] = {"#", ";", "# A=1", ";[U]", "# goes on \\", "; \"", "#ü"};
        add_blanks(model);
        strbuf_add(&model->text, comments[below(ARRAY_SIZE(comments))]);
        end_line(model);
}

static void add_noise(Model *model)
{
        while (below(4) == 0) {
                if (below(2))
                        add_comment(model);
                else {
                        add_blanks(model);
                        end_line(model);
                }
        }
}

static void make_value(StrBuf *value)
{
        static const char *const atoms[] = {
                "a",    "Z", "0",   " ", " ", "  ",     "\t",      ";",   "#",        "\"",  "'", "\\",
                "\\\\", "^", "^3b", "=", "[", "]",      ":",       "%",   "$",        ".",   "+", ",",
                "/",    "~", "ä",   "€", "😀", "\u00a0", "hunter2", "\\n", "--flag=x", "# no"};
        strbuf_truncate(value, 0);
        strbuf_add(value, "");
        unsigned n = below(4) ? below(12) : below(100) ? below(60) : below(4000);
        while (n-- > 0)
                strbuf_add(value, atoms[below(ARRAY_SIZE(atoms))]);
        while (value->length > 0 && strchr(" \t", value->text[value->length - 1]))
                strbuf_truncate(value, value->length - 1);
        size_t first = strspn(value->text, " \t");
        memmove(value->text, value->text + first, value->length - first + 1);
        value->length -= first;
}

static bool odd_backslashes(const char *text, size_t n)
{
        size_t first = n;
        while (first > 0 && text[first - 1] == '\\')
                first--;
        return (n - first) % 2;
}

/* Writes VALUE, sometimes with "\", a line's end and comments for a blank of it. */
static void write_value(Model *model, const StrBuf *value)
{
        for (size_t i = 0; i < value->length; i++) {
                const char *rest = value->text + i + 1;
                rest += strspn(rest, " \t");
                bool can = value->text[i] == ' ' && !odd_backslashes(value->text, i) && *rest != '#' &&
                           *rest != ';';
                if (!can || below(3)) {
                        strbuf_add_char(&model->text, value->text[i]);
                        continue;
                }
                strbuf_add_char(&model->text, '\\');
                end_line(model);
                while (below(3) == 0)
                        add_comment(model);
        }
        /* Without the blank it would go on in the next line. */
        if (odd_backslashes(value->text, value->length))
                strbuf_add_char(&model->text, ' ');
        add_blanks(model);
        end_line(model);
}

static void add_assignment(Model *model, const char *section)
{
        static const char characters[] = "abcxyzABCXYZ0189_.-";
        char key[12];
        _cleanup_strbuf_ StrBuf value = {};
        size_t n = 1 + below(sizeof key - 1);
        for (size_t i = 0; i < n; i++)
                key[i] = characters[below(sizeof characters - 1)];
        make_value(&value);
        add_noise(model);
        strbuf_addf(&model->entries, "%s:%.*s=%s @%u\n", section, (int)n, key, value.text, model->line);
        add_blanks(model);
        strbuf_add_bytes(&model->text, key, n);
        add_blanks(model);
        strbuf_add_char(&model->text, '=');
        add_blanks(model);
        write_value(model, &value);
}

static void add_section(Model *model, unsigned number)
{
        static const char *const plain[] = {"Unit", "Group", "Install", "s0", "x:y"};
        static const char *const named[] = {"Container", "Init", "Volume"};
        char title[40];
        if (below(3) == 0)
                snprintf(title, sizeof title, "%s", plain[below(ARRAY_SIZE(plain))]);
        else
                snprintf(title, sizeof title, "%s n%u", named[below(ARRAY_SIZE(named))], number);
        add_noise(model);
        add_blanks(model);
        strbuf_addf(&model->text, "[%s]", title);
        add_blanks(model);
        end_line(model);
        for (unsigned n = below(12); n > 0; n--)
                add_assignment(model, title);
        add_noise(model);
}

static IniFile *read_file(IniReader *reader, const StrBuf *text)
{
        _cleanup_diag_list_ DiagList diags = {};
        IniSource source = {.text = text->text, .size = text->length, .path = "web.group", .diags = &diags};
        assert_false(text->oom);
        assert_int_equal(ini_read_many(reader, &source, 1), 0);
        assert_int_equal(diags.n_errors, 0);
        return source.file;
}

/* Without the line numbers, which differ in a file that was written anew. */
static void compare(const IniFile *a, const IniFile *b)
{
        assert_int_equal(a->n_sections, b->n_sections);
        assert_int_equal(a->n_entries, b->n_entries);
        for (size_t i = 0; i < a->n_entries; i++) {
                assert_string_equal(a->entries[i].key, b->entries[i].key);
                assert_string_equal(a->entries[i].value, b->entries[i].value);
                assert_int_equal(a->entries[i].section, b->entries[i].section);
        }
}

static void test_model(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        size_t n_entries = 0;
        for (unsigned long i = 0; i < files; i++) {
                Model model = {.line = 1, .crlf = below(4) == 0};
                _cleanup_strbuf_ StrBuf read = {}, again = {};
                strbuf_add(&model.text, "");
                strbuf_add(&model.entries, "");
                for (unsigned n = below(8); n > 0; n--)
                        add_section(&model, n);
                _cleanup_ini_file_ IniFile *file = read_file(&reader, &model.text);
                dump_entries(file, &read);
                if (!streq(read.text, model.entries.text))
                        fail_msg("file %lu:\n%s\nread:\n%s\nmeant:\n%s", i, model.text.text, read.text,
                                 model.entries.text);
                dump_as_file(file, &again);
                _cleanup_ini_file_ IniFile *second = read_file(&reader, &again);
                compare(file, second);
                n_entries += file->n_entries;
                strbuf_done(&model.text);
                strbuf_done(&model.entries);
        }
        assert_true(n_entries > files * 10);
}

int main(int argc, char **argv)
{
        if (argc == 3) {
                files = strtoul(argv[1], NULL, 10);
                seed = strtoul(argv[2], NULL, 10) + 1;
        }
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_model),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
