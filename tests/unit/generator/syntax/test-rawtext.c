/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The raw text of a group file: hostile and harmless inputs, what is said of them and what is read. */
#include "generator/syntax/rawtext.h"

#include "tests/unit/inidump.h"
#include "tests/unit/unit.h"

#include <string.h>

#define AT       "web.group:"
#define NO_EQUAL ": expected Key=value, [Section] or a comment; there is no \"=\"\n"
#define KEY_RULE " in a key, which is made of letters, digits, \"_\", \".\" and \"-\"\n"
#define CONTROL  "; only TAB may stand in a line\n"
#define UTF8     " is not UTF-8; group files are UTF-8 text\n"
#define NUL_BYTE ": a NUL byte; group files are text\n"
#define BLANKS   ": blanks after the backslash: the line does not go on in the next\n"
#define UNENDED  ": the file ends after a backslash, which says that the line goes on\n"
#define CLOSE    ": \"]\" is missing at the end of the section's name\n"
#define NO_NAME  ": a section without a name; expected one like [Group] or [Container app]\n"
#define AFTER    ": text after \"]\"; a comment needs a line of its own\n"
#define BOM      ": the file begins with a byte order mark; save it as UTF-8 without one\n"
#define UTF16    ": the file is UTF-16; save it as UTF-8\n"

#define TEXT(t) .text = t, .size = sizeof t - 1

static const struct {
        const char *text;
        size_t size;
        const char *said; /* NULL: nothing */
        const char *read; /* NULL: nothing */
} cases[] = {
        /* Nothing, and almost nothing. */
        {TEXT("")},
        {TEXT("\n")},
        {TEXT(" \t\r\n\r\n")},
        {TEXT("# a comment\n;another\n  # third\n\t; fourth")},
        {TEXT("#")},
        {TEXT("[Unit]")},
        {TEXT("[Unit]\n#A=1\n;B=2\n")},

        /* Assignments. */
        {TEXT("[Unit]\nA=1\n"), .read = "Unit:A=1 @2\n"},
        {TEXT("[Unit]\nA=1"), .read = "Unit:A=1 @2\n"},
        {TEXT("[Unit]\r\nA=1\r\n\r\nB=2\r\n"), .read = "Unit:A=1 @2\nUnit:B=2 @4\n"},
        {TEXT("\n\n [Unit]\t\n  A \t= 1 \t\n"), .read = "Unit:A=1 @4\n"},
        {TEXT("[U]\nA=\nB= \nC=\t\n"), .read = "U:A= @2\nU:B= @3\nU:C= @4\n"},
        {TEXT("[U]\nA==\nB=C=D\nE= =\n"), .read = "U:A== @2\nU:B=C=D @3\nU:E== @4\n"},
        {TEXT("[U]\nA=1;2#3 ; 4 # 5\n"), .read = "U:A=1;2#3 ; 4 # 5 @2\n"},
        {TEXT("[U]\nA=;\nB=#\nC=;;#\n"), .read = "U:A=; @2\nU:B=# @3\nU:C=;;# @4\n"},
        {TEXT("[U]\nA=\"x\" y\nB='x'y\nC=\"\"\nD=''\nE=\"\n"),
         .read = "U:A=\"x\" y @2\nU:B='x'y @3\nU:C=\"\" @4\nU:D='' @5\nU:E=\" @6\n"},
        {TEXT("[U]\nA=\"a;b\" ; c\n"), .read = "U:A=\"a;b\" ; c @2\n"},
        {TEXT("[U]\nA=a\\nb\\\\\nB=\"\\\"\"\n"), .read = "U:A=a\\nb\\\\ @2\nU:B=\"\\\"\" @3\n"},
        {TEXT("[U]\nA=^41^\nB=^^\nC=%41 %% %h $X ${Y}\n"),
         .read = "U:A=^41^ @2\nU:B=^^ @3\nU:C=%41 %% %h $X ${Y} @4\n"},
        {TEXT("[U]\nA=.x.\nB=+\nC=.\n"), .read = "U:A=.x. @2\nU:B=+ @3\nU:C=. @4\n"},
        {TEXT("[U]\nA=010\nB=0x1F\n"), .read = "U:A=010 @2\nU:B=0x1F @3\n"},
        {TEXT("[U]\nA=ä€😀\n"), .read = "U:A=ä€😀 @2\n"},
        {TEXT("[U]\nA=a\tb\n"), .read = "U:A=a\tb @2\n"},
        {TEXT("[U]\nA=\u00a0x\u00a0\n"), .read = "U:A=\u00a0x\u00a0 @2\n"},
        {TEXT("[U]\nA=[B]\nC=]\n"), .read = "U:A=[B] @2\nU:C=] @3\n"},
        {TEXT("[U]\nA=1\na=2\nA=3\n"), .read = "U:A=1 @2\nU:a=2 @3\nU:A=3 @4\n"},
        {TEXT("[U]\na.b-c_D9=1\n"), .read = "U:a.b-c_D9=1 @2\n"},
        {TEXT("[U]\nU:k0=1\n"), .said = AT "2: \":\"" KEY_RULE},

        /* Sections. */
        {TEXT("[Container app]\nA=1\n[Container db]\nA=2\n"),
         .read = "Container app:A=1 @2\nContainer db:A=2 @4\n"},
        {TEXT("[ Container \t app ]\nA=1\n"), .read = "Container app:A=1 @2\n"},
        {TEXT("[Container my app]\nA=1\n"), .read = "Container my app:A=1 @2\n"},
        {TEXT("[Container *]\nA=1\n"), .read = "Container *:A=1 @2\n"},
        {TEXT("[s0]\nk0=1\n[S0]\nK0=2\n"), .read = "s0:k0=1 @2\nS0:K0=2 @4\n"},
        {TEXT("[a:b c]\nA=1\n"), .read = "a:b c:A=1 @2\n"},
        {TEXT("[Unit]\nA=1\n[Group]\nB=2\n[UNIT]\nC=3\n"),
         .read = "Unit:A=1 @2\nGroup:B=2 @4\nUNIT:C=3 @6\n"},
        {TEXT("[Container app]\nA=1\n\n[container APP]\nB=2\n"),
         .said = AT "4: [container APP] is given twice; the first is in line 1\n",
         .read = "Container app:A=1 @2\ncontainer APP:B=2 @5\n"},
        {TEXT("[V x]\n[V x]\n[V x]\n"), .said = AT "2: [V x] is given twice; the first is in line 1\n" AT
                                                   "3: [V x] is given twice; the first is in line 1\n"},
        {TEXT("[Container a]\n[Init a]\n[Container b]\n")},
        {TEXT("[]\nA=1\n[U]\nB=1\n"), .said = AT "1" NO_NAME, .read = "U:B=1 @4\n"},
        {TEXT("[ \t ]\n"), .said = AT "1" NO_NAME},
        {TEXT("[Unit\nA=1\n"), .said = AT "1" CLOSE, .read = "Unit:A=1 @2\n"},
        {TEXT("[\n"), .said = AT "1" CLOSE},
        {TEXT("[Unit;]x\nA=1\n"), .said = AT "1" AFTER, .read = "Unit;:A=1 @2\n"},
        {TEXT("[Container app] # web\nA=1\n"), .said = AT "1" AFTER, .read = "Container app:A=1 @2\n"},
        {TEXT("[Unit] \t \nA=1\n"), .read = "Unit:A=1 @2\n"},
        {TEXT("[Unit]]\n"), .said = AT "1" AFTER},
        {TEXT("[[Unit]]\nA=1\n"), .said = AT "1" AFTER, .read = "[Unit:A=1 @2\n"},
        {TEXT("[Unit] A=1\n"), .said = AT "1" AFTER},
        {TEXT("A=1\nB=2\n[U]\nC=3\nD\n"), .said = AT "5" NO_EQUAL, .read = "U:C=3 @4\n"},

        /* Lines that are none of these. */
        {TEXT("[U]\nhunter2\n"), .said = AT "2" NO_EQUAL},
        {TEXT("[U]\nrestart: hunter2\n"),
         .said = AT "2: expected \"restart=…\": \"=\" parts key and value, not \":\"\n"},
        {TEXT("[U]\n  environment:\n"),
         .said = AT "2: expected \"environment=…\": \"=\" parts key and value, not \":\"\n"},
        {TEXT("[U]\nhttp://hunter2\n"), .said = AT "2" NO_EQUAL},
        {TEXT("[U]\n\xef\xbb\xbf"
              "A\n"),
         .said = AT "2" NO_EQUAL},
        {TEXT("[U]\nA\xef\xbc\x9d"
              "1\n"),
         .said = AT "2" NO_EQUAL},
        {TEXT("[U]\n=hunter2\n = \n"),
         .said = AT "2: there is no key before \"=\"\n" AT "3: there is no key before \"=\"\n"},
        {TEXT("[U]\nMy Key=hunter2\n"), .said = AT "2: a blank" KEY_RULE},
        {TEXT("[U]\nexport\tA=1\n"), .said = AT "2: a blank" KEY_RULE},
        {TEXT("[U]\nA[0]=1\n"), .said = AT "2: \"[\"" KEY_RULE},
        {TEXT("[U]\nhunter/2==\n"), .said = AT "2: \"/\"" KEY_RULE},
        {TEXT("[U]\n\"A\"=1\n"), .said = AT "2: \"\"\"" KEY_RULE},
        {TEXT("[U]\nÄ=1\n"), .said = AT "2: U+00C4" KEY_RULE},
        {TEXT("[U]\nA\u00a0=1\n"), .said = AT "2: U+00A0" KEY_RULE},
        {TEXT("[U]\nА=1\n"), .said = AT "2: U+0410" KEY_RULE},
        {TEXT("[U]\n\u202eA=1\n"), .said = AT "2: U+202E" KEY_RULE},
        {TEXT("[U]\n😀=1\n"), .said = AT "2: U+1F600" KEY_RULE},

        /* Continuations, as systemd joins them. */
        {TEXT("[U]\nA=1 \\\n2\nB=3\n"), .read = "U:A=1  2 @2\nU:B=3 @4\n"},
        {TEXT("[U]\nA=1\\\n  2\\\n\t3\n"), .read = "U:A=1   2 \t3 @2\n"},
        {TEXT("[U]\r\nA=1\\\r\n2\r\n"), .read = "U:A=1 2 @2\n"},
        {TEXT("[U]\nA=1\\\n# not this\\\n ; nor this\n2\nB=3\n"), .read = "U:A=1 2 @2\nU:B=3 @6\n"},
        {TEXT("[U]\nA=1\\\n\nB=2\n"), .read = "U:A=1 @2\nU:B=2 @4\n"},
        {TEXT("[U]\nA=\\\n\\\n1\n"), .read = "U:A=1 @2\n"},
        {TEXT("[U]\n\\\nA=1\n"), .read = "U:A=1 @2\n"},
        {TEXT("[U]\nA=1\\\\\nB=2\n"), .read = "U:A=1\\\\ @2\nU:B=2 @3\n"},
        {TEXT("[U]\nA=1\\\\\\\n2\n"), .read = "U:A=1\\\\ 2 @2\n"},
        {TEXT("[U]\nA=1\\\n\\\\\nB=2\n"), .read = "U:A=1 \\\\ @2\nU:B=2 @4\n"},
        {TEXT("[U]\n# comment \\\nA=1\n"), .read = "U:A=1 @3\n"},
        {TEXT("[U]\nA=1\\\n2=3\n"), .read = "U:A=1 2=3 @2\n"},
        {TEXT("[Con\\\ntainer]\nA=1\n"), .read = "Con tainer:A=1 @3\n"},
        {TEXT("[U]\nA\\\nB=1\n"), .said = AT "2: a blank" KEY_RULE},
        {TEXT("[U]\nA\\\n=1\n"), .read = "U:A=1 @2\n"},
        {TEXT("[U]\nA=1\\ \nB=2\n"), .said = "warning: " AT "2" BLANKS, .read = "U:A=1\\ @2\nU:B=2 @3\n"},
        {TEXT("[U]\nA=1\\\n[Container app]\nB=2\n"),
         .said = "warning: " AT "3: no section begins here: the line before ends in a backslash\n",
         .read = "U:A=1 [Container app] @2\nU:B=2 @4\n"},
        {TEXT("[U]\nA=sh -c \\\n [ -f x ]\n"), .read = "U:A=sh -c   [ -f x ] @2\n"},
        {TEXT("[U]\nA=1\\\n"), .said = AT "2" UNENDED, .read = "U:A=1 @2\n"},
        {TEXT("[U]\nA=1\\"), .said = AT "2" UNENDED, .read = "U:A=1 @2\n"},
        {TEXT("[U]\nA=1\\\n2\\\n# end\n"), .said = AT "3" UNENDED, .read = "U:A=1 2 @2\n"},
        {TEXT("\\"), .said = AT "1" UNENDED},

        /* Characters. */
        {TEXT("\xef\xbb\xbf[U]\nA=1\n"), .said = AT "1" BOM, .read = "U:A=1 @2\n"},
        {TEXT("\xef\xbb\xbf"), .said = AT "1" BOM},
        {TEXT("\xff\xfe[\0U\0]\0\n\0"), .said = AT "1" UTF16},
        {TEXT("\xfe\xff\0[\0U\0]\0\n"), .said = AT "1" UTF16},
        {TEXT("[U]\nA=1\0002\nB=3\n"), .said = AT "2" NUL_BYTE, .read = "U:B=3 @3\n"},
        {TEXT("[U]\n\0\n#\0\n"), .said = AT "2" NUL_BYTE AT "3" NUL_BYTE},
        {TEXT("[U]\nA=\xff\nB=\xc3\nC=\xc0\x80\nD=1\n"),
         .said = AT "2: the byte \\xff" UTF8 AT "3: the byte \\xc3" UTF8 AT "4: the byte \\xc0" UTF8,
         .read = "U:D=1 @5\n"},
        {TEXT("[U]\nA=\xed\xa0\x80\nB=\xf4\x90\x80\x80\nC=\xe2\x82"),
         .said = AT "2: the byte \\xed" UTF8 AT "3: the byte \\xf4" UTF8 AT "4: the byte \\xe2" UTF8},
        {TEXT("[U]\n# caf\xe9\nA=1\n"), .said = AT "2: the byte \\xe9" UTF8, .read = "U:A=1 @3\n"},
        {TEXT("[U]\nA=\x1b[31m\nB=\x7f\nC=\x01\x02\n"), .said = AT "2: the control character \\x1b" CONTROL AT
                                                                   "3: the control character \\x7f" CONTROL AT
                                                                   "4: the control character \\x01" CONTROL},
        {TEXT("[U]\nA=\xc2\x9b"
              "31m\n"),
         .said = AT "2: the control character \\xc2\\x9b" CONTROL},
        {TEXT("[U]\nA=1\rB=2\n"), .said = AT "2: the control character \\x0d" CONTROL},
        {TEXT("[U]\nA=1\r\r\n"), .said = AT "2: the control character \\x0d" CONTROL},
        {TEXT("[U]\nA=1\r"), .said = AT "2: the control character \\x0d" CONTROL},
        {TEXT("[U]\n\x0c\nA=1\x0b\n"),
         .said = AT "2: the control character \\x0c" CONTROL AT "3: the control character \\x0b" CONTROL},
        {TEXT("[U]\nA=\\\n\x01\\\n2\nB=3\n"), .said = AT "3: the control character \\x01" CONTROL,
         .read = "U:B=3 @5\n"},
        {TEXT("[U]\nA=1\\\n# \xff\n2\n"), .said = AT "3: the byte \\xff" UTF8, .read = "U:A=1 2 @2\n"},

        /* All mistakes at once, in order. */
        {TEXT("A=1\n[U\nB\n[]\nC=1\n=1\n\x01\nD:=\\\n"),
         .said = AT "2" CLOSE AT "3" NO_EQUAL AT "4" NO_NAME AT "6: there is no key before \"=\"\n" AT
                    "7: the control character \\x01" CONTROL AT "8" UNENDED AT "8: \":\"" KEY_RULE},
};

static void test_cases(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_diag_list_ DiagList diags = {};
                _cleanup_ini_file_ IniFile *file = NULL;
                _cleanup_strbuf_ StrBuf said = {}, read = {};
                /* Just as large as the text, so that a sanitizer sees what reads beyond it. */
                _cleanup_free_ char *text = malloc(cases[i].size);
                assert_true(text || cases[i].size == 0);
                memcpy(text, cases[i].text, cases[i].size);
                assert_int_equal(
                        rawtext_read(text, cases[i].size, "/etc/coslice/groups/web.group", &diags, &file), 0);
                dump_diags(&diags, &said);
                dump_entries(file, &read);
                if (!streq(said.text, cases[i].said ? cases[i].said : "") ||
                    !streq(read.text, cases[i].read ? cases[i].read : ""))
                        fail_msg("case %zu: %s\nsaid:\n%sread:\n%s", i, cases[i].text, said.text, read.text);
                assert_string_equal(file->path, "/etc/coslice/groups/web.group");
        }
}

/* Reads TEXT; what is said must be SAID. */
static IniFile *read_text(const StrBuf *text, const char *said)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_strbuf_ StrBuf buf = {};
        IniFile *file = NULL;
        assert_false(text->oom);
        assert_int_equal(rawtext_read(text->text, text->length, "web.group", &diags, &file), 0);
        dump_diags(&diags, &buf);
        assert_string_equal(buf.text, said);
        return file;
}

static void add_times(StrBuf *buf, const char *text, size_t n)
{
        while (n-- > 0)
                strbuf_add(buf, text);
}

static void test_file_size(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        strbuf_add(&text, "[U]\nA=1\n#");
        add_times(&text, "x", INI_FILE_MAX - text.length);
        _cleanup_ini_file_ IniFile *file = read_text(&text, "");
        assert_int_equal(file->n_entries, 1);
        strbuf_add(&text, "x");
        _cleanup_ini_file_ IniFile *larger =
                read_text(&text, "web.group: the file has 1048577 bytes; at most 1048576 are allowed\n");
        assert_int_equal(larger->n_entries, 0);
        assert_int_equal(larger->n_sections, 0);
}

static void test_value_size(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        strbuf_add(&text, "[Container app]\nExec=  ");
        add_times(&text, "x", INI_VALUE_MAX);
        strbuf_add(&text, "  \nA=1\n");
        _cleanup_ini_file_ IniFile *file = read_text(&text, "");
        assert_int_equal(file->n_entries, 2);
        assert_int_equal(strlen(file->entries[0].value), INI_VALUE_MAX);

        strbuf_truncate(&text, 0);
        strbuf_add(&text, "[Container app]\nExec=");
        add_times(&text, "xxx\\\n", INI_VALUE_MAX / 4);
        strbuf_add(&text, "y\nA=1\n");
        _cleanup_ini_file_ IniFile *larger = read_text(
                &text,
                "web.group:2: [Container app] Exec=: the value has 65537 bytes; at most 65536 are allowed\n");
        assert_int_equal(larger->n_entries, 1);
        assert_string_equal(larger->entries[0].key, "A");
        assert_int_equal(larger->entries[0].line, 3 + INI_VALUE_MAX / 4);
}

static void test_name_sizes(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        for (unsigned more = 0; more < 2; more++) {
                strbuf_add(&text, "[C ");
                add_times(&text, "n", INI_NAME_MAX - 2 + more);
                strbuf_add(&text, "]\n");
                add_times(&text, "k", INI_NAME_MAX + more);
                strbuf_add(&text, "=1\n[U]\nA=1\n");
        }
        _cleanup_ini_file_ IniFile *file =
                read_text(&text, "web.group:5: the section's name has 256 bytes; at most 255 are allowed\n"
                                 "web.group:6: the key has 256 bytes; at most 255 are allowed\n");
        assert_int_equal(file->n_entries, 3);
        assert_int_equal(strlen(file->sections[0].name), INI_NAME_MAX - 2);
        assert_int_equal(strlen(file->entries[0].key), INI_NAME_MAX);
        assert_int_equal(file->entries[2].section, 2);
}

static void test_section_count(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        for (unsigned i = 0; i < INI_SECTIONS_MAX - 1; i++)
                strbuf_addf(&text, "[C c%u]\n", i);
        strbuf_add(&text, "[U]\nA=1\n");
        _cleanup_ini_file_ IniFile *file = read_text(&text, "");
        assert_int_equal(file->n_sections, INI_SECTIONS_MAX);
        strbuf_add(&text, "[U]\nB=1\nnonsense\n");
        _cleanup_ini_file_ IniFile *more =
                read_text(&text, "web.group:1026: a file has at most 1024 sections; the rest was not read\n");
        assert_int_equal(more->n_entries, 1);
}

static void test_mistake_count(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_ini_file_ IniFile *file = NULL;
        strbuf_add(&text, "[U]\nA=1\n");
        add_times(&text, "x\n", INI_MISTAKES_MAX + 10);
        strbuf_add(&text, "B=1\n");
        assert_int_equal(rawtext_read(text.text, text.length, "web.group", &diags, &file), 0);
        assert_int_equal(diags.n, INI_MISTAKES_MAX + 1);
        assert_int_equal(diags.items[INI_MISTAKES_MAX].line, INI_MISTAKES_MAX + 2);
        assert_string_equal(diags.items[INI_MISTAKES_MAX].message,
                            "too many mistakes; after 1000 the rest of the file was not read");
        assert_int_equal(file->n_entries, 1);
}

/* Kinds, names and lines as typed; [unit] is [Unit] again, and a section of its own. */
static void test_sections(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        strbuf_add(&text, "[Unit]\n\n[Container  app]\n[GROUP]\n[unit]\n");
        _cleanup_ini_file_ IniFile *file = read_text(&text, "");
        assert_int_equal(file->n_sections, 4);
        assert_string_equal(file->sections[0].kind, "Unit");
        assert_null(file->sections[0].name);
        assert_int_equal(file->sections[0].line, 1);
        assert_string_equal(file->sections[1].kind, "Container");
        assert_string_equal(file->sections[1].name, "app");
        assert_int_equal(file->sections[1].line, 3);
        assert_string_equal(file->sections[2].kind, "GROUP");
        assert_string_equal(file->sections[3].kind, "unit");
        assert_int_equal(file->sections[3].line, 5);
}

/* An assignment before any section is kept, the first one: where it belongs is not known here. */
static void test_orphan(void **state)
{
        static const char text[] = "# a\nA=1\nB=2\n[U]\nC=3\n";
        _cleanup_ini_file_ IniFile *file = NULL, *other = NULL;
        _cleanup_diag_list_ DiagList diags = {};
        assert_int_equal(rawtext_read(text, strlen(text), "/x", &diags, &file), 0);
        assert_string_equal(file->orphan.key, "A");
        assert_string_equal(file->orphan.value, "1");
        assert_int_equal(file->orphan.line, 2);
        assert_int_equal(file->n_entries, 1);
        assert_int_equal(rawtext_read(text + 12, strlen(text + 12), "/x", &diags, &other), 0);
        assert_null(other->orphan.key);
        assert_int_equal(diags.n, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cases),         cmocka_unit_test(test_file_size),
                cmocka_unit_test(test_value_size),    cmocka_unit_test(test_name_sizes),
                cmocka_unit_test(test_section_count), cmocka_unit_test(test_mistake_count),
                cmocka_unit_test(test_sections),      cmocka_unit_test(test_orphan),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
