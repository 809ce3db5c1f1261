/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader by way of iniparser: what comes back is what was written, whatever it is, and what can't be had
 * is an error. Calls into libc and iniparser are wrapped by the linker, so that they can fail or lie. */
#include "generator/syntax/ini.h"

#include "generator/syntax/initext.h"
#include "tests/unit/inidump.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <iniparser.h>
#include <stdio.h>
#include <string.h>

static bool no_proc;             /* /proc isn't mounted */
static bool seen_disk;           /* a file outside /proc was read */
static int memfd_errno;          /* memfd_create() fails so */
static const char *lie;          /* what iniparser has as the first value */
static bool no_value, no_memory; /* it has none; it has no memory */

dictionary *__real_iniparser_load(const char *path);
dictionary *__wrap_iniparser_load(const char *path);
const char *__real_iniparser_getstring(const dictionary *d, const char *key, const char *otherwise);
const char *__wrap_iniparser_getstring(const dictionary *d, const char *key, const char *otherwise);
int __real_memfd_create(const char *name, unsigned flags);
int __wrap_memfd_create(const char *name, unsigned flags);

dictionary *__wrap_iniparser_load(const char *path)
{
        bool proc = string_after(path, "/proc/self/fd/");
        if (no_memory || (proc && no_proc)) {
                errno = no_memory ? ENOMEM : ENOENT;
                return NULL;
        }
        seen_disk |= !proc;
        return __real_iniparser_load(path);
}

const char *__wrap_iniparser_getstring(const dictionary *d, const char *key, const char *otherwise)
{
        if (streq(key, "s:k0") && (lie || no_value))
                return no_value ? otherwise : lie;
        return __real_iniparser_getstring(d, key, otherwise);
}

int __wrap_memfd_create(const char *name, unsigned flags)
{
        /* As kernels before 6.3. */
        if (flags & 8) {
                errno = EINVAL;
                return -1;
        }
        if (memfd_errno) {
                errno = memfd_errno;
                return -1;
        }
        return __real_memfd_create(name, flags);
}

/* Reads TEXT and compares the entries. */
static void expect(IniReader *reader, const StrBuf *text, const char *entries)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_ini_file_ IniFile *file = NULL;
        _cleanup_strbuf_ StrBuf said = {}, read = {};
        assert_false(text->oom);
        IniSource source = {.text = text->text, .size = text->length, .path = "web.group", .diags = &diags};
        assert_int_equal(ini_read_many(reader, &source, 1), 0);
        file = source.file;
        dump_diags(&diags, &said);
        dump_entries(file, &read);
        if (diags.n_errors > 0 || !streq(read.text, entries))
                fail_msg("text:\n%s\nsaid:\n%s\nread:\n%s\nmeant:\n%s", text->text, said.text, read.text,
                         entries);
}

static int read_plain(const char *text)
{
        _cleanup_diag_list_ DiagList diags = {};
        IniFile *file = NULL;
        int r = ini_read(text, strlen(text), "web.group", &diags, &file);
        assert_int_equal(r == 0, file != NULL);
        assert_int_equal(diags.n, 0);
        ini_file_free(file);
        return r;
}

static void test_plain(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_strbuf_ StrBuf text = {}, empty = {};
        strbuf_add(&text,
                   "[Unit]\nDescription=A shop; with \"quotes\" # and \\more\n[Container app]\nExec=\n");
        expect(&reader, &text,
               "Unit:Description=A shop; with \"quotes\" # and \\more @2\nContainer app:Exec= @4\n");
        /* A shorter one after a longer one in the same memory. */
        strbuf_truncate(&text, 0);
        strbuf_add(&text, "[U]\nA=1\n");
        expect(&reader, &text, "U:A=1 @2\n");
        strbuf_add(&empty, "# nothing\n");
        expect(&reader, &empty, "");
        assert_int_equal(read_plain("[U]\nA=1\n"), 0);
}

/* Mistakes beside what is read all the same. */
static void test_mistakes_are_told(void **state)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_ini_file_ IniFile *file = NULL;
        static const char text[] = "[U]\nA=1\nhunter2\nB=\x01\nC=3\n[V";
        assert_int_equal(ini_read(text, strlen(text), "web.group", &diags, &file), 0);
        assert_int_equal(diags.n_errors, 3);
        assert_int_equal(diags.items[0].line, 3);
        assert_int_equal(diags.items[1].line, 4);
        assert_int_equal(diags.items[2].line, 6);
        assert_int_equal(file->n_entries, 2);
        assert_int_equal(file->n_sections, 2);
}

static void test_every_byte(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_strbuf_ StrBuf text = {}, entries = {};
        strbuf_add(&text, "[U]\n");
        unsigned line = 2;
        for (unsigned c = 0x20; c < 0x180; c++) {
                char bytes[3] = {(char)c};
                if (c == 0x7F)
                        c = 0xA0;
                if (c >= 0x80)
                        snprintf(bytes, sizeof bytes, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)));
                strbuf_addf(&text, "A=x%sy\nB=%s \n", bytes, bytes);
                strbuf_addf(&entries, "U:A=x%sy @%u\nU:B=%s @%u\n", bytes, line, c == ' ' ? "" : bytes,
                            line + 1);
                line += 2;
        }
        expect(&reader, &text, entries.text);
}

/* Around the length of a line of iniparser, of pieces, and of the longest value. */
static void test_long_values(void **state)
{
        static const char *const characters[] = {"x", "#", "ä", " x", "\\x"};
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_strbuf_ StrBuf text = {}, entries = {};
        unsigned line = 1;
        strbuf_add(&text, "[U]\n");
        for (size_t i = 0; i < ARRAY_SIZE(characters); i++)
                for (size_t n = 1; n <= INI_VALUE_MAX; n = n < 2000 ? n + 319 : n * 4) {
                        size_t count = n / strlen(characters[i]);
                        strbuf_add(&text, "A=x");
                        strbuf_add(&entries, "U:A=x");
                        for (size_t k = 1; k < count; k++) {
                                strbuf_add(&text, characters[i]);
                                strbuf_add(&entries, characters[i]);
                        }
                        strbuf_add(&text, "y\n");
                        strbuf_addf(&entries, "y @%u\n", ++line);
                }
        expect(&reader, &text, entries.text);
}

/* As many assignments as a file holds: time by its size, not by its square. */
static void test_many(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_strbuf_ StrBuf text = {}, entries = {};
        strbuf_add(&text, "[U]\n");
        for (unsigned line = 2; text.length + 4 <= INI_FILE_MAX; line++) {
                strbuf_addf(&text, "a=%u\n", line % 10);
                strbuf_addf(&entries, "U:a=%u @%u\n", line % 10, line);
        }
        expect(&reader, &text, entries.text);
}

static void test_many_sections(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_strbuf_ StrBuf text = {}, entries = {};
        for (unsigned i = 0; i < INI_SECTIONS_MAX; i++) {
                strbuf_addf(&text, "[C c%u]\na=%u\n", i, i);
                strbuf_addf(&entries, "C c%u:a=%u @%u\n", i, i, i * 2 + 2);
        }
        expect(&reader, &text, entries.text);
}

static void test_without_proc(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        strbuf_add(&text, "[U]\nA=1;2\n");
        no_proc = true;
        {
                _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
                expect(&reader, &text, "U:A=1;2 @2\n");
        }
        no_proc = false;
        assert_true(seen_disk);
}

static void test_failures(void **state)
{
        memfd_errno = EMFILE;
        assert_int_equal(read_plain("[U]\nA=1\n"), -EMFILE);
        memfd_errno = 0;
        no_memory = true;
        assert_int_equal(read_plain("[U]\nA=1\n"), -ENOMEM);
        no_memory = false;
        assert_int_equal(read_plain("[U]\nA=1\n"), 0);
}

/* Whatever iniparser has in place of ".1^..", it is never taken for it. */
static void test_misreadings(void **state)
{
        static const char *const lies[] = {
                "",       ".",       "..",       "...",     ".1.",        ".1^.",      "1^..",
                ".1^.",   ".^..",    ".2^..",    ".11^..",  ".1^.^..",    ".1^.1.",    ".1^.^.",
                ".1 ^..", "..1^..",  ".^3.",     ".^3^..",  ".^31.x",     ".^31.x^.",  ".^32^..",
                ".^0^..", ".^00^..", ".1^00^..", ".^3G^..", ".^31^31^..", ".1^..2^..", ".1^...",
        };
        for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
                lie = lies[i];
                int r = read_plain("[U]\nA=1\n");
                if (r != -EBADMSG)
                        fail_msg("%s: %d", lie, r);
        }
        lie = ".^31^..";
        assert_int_equal(read_plain("[U]\nA=1\n"), 0);
        lie = NULL;
        no_value = true;
        assert_int_equal(read_plain("[U]\nA=1\n"), -EBADMSG);
        no_value = false;
}

/* Every line that iniparser is given is a name with a quoted plain value. */
static void test_written_text(void **state)
{
        static const char *const values[] = {"x y", "", "a;b#c\"d'e\\f^g\tü", "%h=$x"};
        _cleanup_initext_ IniText text = {};
        for (int i = 0; i < 2; i++) {
                initext_begin(&text);
                for (size_t k = 0; k < ARRAY_SIZE(values); k++)
                        initext_add(&text, values[k]);
                assert_int_equal(initext_end(&text), 0);
                assert_int_equal(text.lines, 1);
                assert_string_equal(text.buf.text, "[s]\nk0=\".x y^.^.a^3bb^23c^22d^27e^5cf^5eg^09^c3^bc^."
                                                   "%h=$x^..\"\n");
        }
}

/* Values around the place where a line is cut, with and without what can't be cut: no line is too long, none
 * is empty, and all is there. */
static void test_cuts(void **state)
{
        static const char *const ends[] = {"", "x", ";", "xx;", ";;"};
        for (size_t n = 940; n < 970; n++)
                for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
                        _cleanup_initext_ IniText text = {};
                        char value[1000];
                        memset(value, 'v', n);
                        strcpy(value + n, ends[i]);
                        initext_begin(&text);
                        initext_add(&text, value);
                        initext_add(&text, ends[i]);
                        assert_int_equal(initext_end(&text), 0);
                        size_t lines = 0;
                        for (char *line = text.buf.text, *eol; *line; line = eol + 1, lines++) {
                                eol = strchr(line, '\n');
                                assert_non_null(eol);
                                assert_true(eol - line >= (lines > 0 ? 8 : 3) && eol - line <= 1000);
                        }
                        assert_int_equal(lines, text.lines + 1);
                }
}

/* Several files share loads; each has its own result and its own mistakes. */
static void test_several(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        DiagList diags[60] = {};
        IniSource sources[60] = {};
        char texts[60][200];
        for (int i = 0; i < 60; i++) {
                int n = snprintf(texts[i], sizeof texts[i], "[U]\n%s", i % 7 == 3 ? "wrong\n" : "");
                for (int k = 0; k < i % 11; k++)
                        n += snprintf(texts[i] + n, sizeof texts[i] - (size_t)n, "A=%d;%d\n", i, k);
                sources[i] = (IniSource){
                        .text = texts[i], .size = (size_t)n, .path = "x.group", .diags = diags + i};
        }
        assert_int_equal(ini_read_many(&reader, sources, 60), 0);
        for (int i = 0; i < 60; i++) {
                assert_int_equal(diags[i].n, i % 7 == 3);
                assert_int_equal(sources[i].file->n_entries, i % 11);
                for (int k = 0; k < i % 11; k++) {
                        char value[16];
                        snprintf(value, sizeof value, "%d;%d", i, k);
                        assert_string_equal(sources[i].file->entries[k].value, value);
                }
                ini_file_free(sources[i].file);
                diag_list_done(diags + i);
        }
        assert_int_equal(ini_read_many(&reader, NULL, 0), 0);
}

/* One that can't be had, and there is no result at all. */
static void test_several_fail(void **state)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        _cleanup_diag_list_ DiagList diags = {};
        IniSource sources[2] = {{.text = "[U]\nA=1\n", .size = 8, .path = "a.group", .diags = &diags},
                                {.text = "[U]\nA=2\n", .size = 8, .path = "b.group", .diags = &diags}};
        no_value = true;
        assert_int_equal(ini_read_many(&reader, sources, 2), -EBADMSG);
        no_value = false;
        assert_null(sources[0].file);
        assert_null(sources[1].file);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_plain),        cmocka_unit_test(test_mistakes_are_told),
                cmocka_unit_test(test_every_byte),   cmocka_unit_test(test_long_values),
                cmocka_unit_test(test_many),         cmocka_unit_test(test_many_sections),
                cmocka_unit_test(test_without_proc), cmocka_unit_test(test_failures),
                cmocka_unit_test(test_misreadings),  cmocka_unit_test(test_written_text),
                cmocka_unit_test(test_cuts),         cmocka_unit_test(test_several),
                cmocka_unit_test(test_several_fail),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
