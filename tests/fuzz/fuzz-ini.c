/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a group file: the reader never fails, what it returns keeps the promises of its header, and
 * written anew it reads the same. */
#include "generator/syntax/ini.h"

#include "core/base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/inidump.h"

#include <string.h>

/* A mistake of the reader stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

static void check_string(const char *text, size_t max)
{
        size_t n = strlen(text);
        must(n <= max && utf8_is_valid(text));
        for (; *text; text++)
                must(*text == '\t' || !utf8_is_control(text));
        must(n == 0 || !strchr(" \t", text[-1]));
}

static void check_file(const IniFile *file)
{
        unsigned line = 0;
        for (size_t i = 0; i < file->n_sections; i++) {
                const IniSection *section = file->sections + i;
                check_string(section->kind, INI_NAME_MAX);
                must(*section->kind && !strpbrk(section->kind, " \t]"));
                must(section->line > line);
                line = section->line;
                if (section->name) {
                        check_string(section->name, INI_NAME_MAX);
                        must(*section->name && !strchr(section->name, ']'));
                }
        }
        line = 0;
        for (size_t i = 0; i < file->n_entries; i++) {
                const IniEntry *entry = file->entries + i;
                must(entry->section < file->n_sections);
                must(entry->line > line && entry->line > file->sections[entry->section].line);
                line = entry->line;
                check_string(entry->key, INI_NAME_MAX);
                must(*entry->key && !strpbrk(entry->key, " \t=[]:"));
                check_string(entry->value, INI_VALUE_MAX);
                must(!strchr(" \t", *entry->value) || !*entry->value);
        }
}

static void compare(const IniFile *a, const IniFile *b)
{
        must(a->n_sections == b->n_sections && a->n_entries == b->n_entries);
        for (size_t i = 0; i < a->n_entries; i++) {
                must(a->entries[i].section == b->entries[i].section);
                must(streq(a->entries[i].key, b->entries[i].key));
                must(streq(a->entries[i].value, b->entries[i].value));
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_diag_list_ DiagList diags = {}, again = {};
        _cleanup_ini_file_ IniFile *file = NULL, *second = NULL;
        _cleanup_strbuf_ StrBuf text = {};
        must(ini_read((const char *)data, size, "fuzz.group", &diags, &file) == 0);
        check_file(file);
        for (size_t i = 1; i < diags.n; i++)
                must(diags.items[i].message && diags.items[i].line > 0);
        dump_as_file(file, &text);
        /* Blanks are added; a file at the very limit need not fit. */
        if (text.oom || text.length > INI_FILE_MAX)
                return 0;
        must(ini_read(text.text, text.length, "again.group", &again, &second) == 0);
        compare(file, second);
        return 0;
}
